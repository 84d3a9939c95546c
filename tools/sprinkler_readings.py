"""Writes examples/sprinkler/temperature.csv: an afternoon on the two hills.

It grows warmer towards the south-east, so that the hottest spot of all is on the right hill and
a program that means the left hill shows that it means it.
"""

import csv
import math
import random
from pathlib import Path

from sim.ns3.field import FieldNode
from sim.ns3.field_file import load_field

FOLDER = Path(__file__).resolve().parent.parent / "examples" / "sprinkler"
ROW_EVERY_S = 600
ROWS = 13
SEED = 2007


def main() -> None:
    readings = FOLDER / "temperature.csv"
    readings.write_text("time_s\n")  # the field file names it, so that it has to be there
    nodes = [node for node in load_field(FOLDER / "field.toml").nodes if node.tags]
    chance = random.Random(SEED)
    # Carts stand in the shade that they carry: where the hottest spot is does not move.
    own = {node.name: chance.gauss(0, 0.6) - (1.0 if node.walk else 0.0) for node in nodes}
    with readings.open("w", newline="") as stream:
        rows = csv.writer(stream, lineterminator="\n")
        rows.writerow(["time_s", *own])
        for row in range(ROWS):
            time_s = row * ROW_EVERY_S
            rows.writerow(
                [time_s]
                + [round(_celsius(node, time_s) + own[node.name], 1) for node in nodes]
            )


def _celsius(node: FieldNode, time_s: float) -> float:
    afternoon = 3 * math.sin(math.pi * time_s / (2 * ROW_EVERY_S * (ROWS - 1)))
    return 21 + 0.012 * node.x_m - 0.010 * node.y_m + afternoon


if __name__ == "__main__":
    main()
