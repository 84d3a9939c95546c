"""Make examples/intruder/motion.csv: what detectors see of somebody who walks through the field.

A detector says 1 while the intruder is nearer to it than to any other, and 0 otherwise. The walk is
along the middle of the field, at WALK_M_S.
"""

import csv
import math
from pathlib import Path

from sim.ns3 import load_field

FOLDER = Path(__file__).resolve().parent.parent / "examples" / "intruder"
WALK_M_S = 0.5
ALONG_M = (20.0, 160.0)
Y_M = 45.0
STEP_S = 4


def place_m(time_s: float) -> tuple[float, float]:
    """Where the intruder is."""
    return min(ALONG_M[0] + WALK_M_S * time_s, ALONG_M[1]), Y_M


def main() -> None:
    field = load_field(FOLDER / "field.toml")
    end_s = int((ALONG_M[1] - ALONG_M[0]) / WALK_M_S)
    with (FOLDER / "motion.csv").open("w", newline="") as stream:
        rows = csv.writer(stream)
        rows.writerow(["time_s", *(node.name for node in field.nodes)])
        for time_s in range(0, end_s, STEP_S):
            at = place_m(time_s)
            nearest = min(field.nodes, key=lambda node: math.dist((node.x_m, node.y_m), at))
            rows.writerow([time_s, *(int(node is nearest) for node in field.nodes)])
        rows.writerow([end_s, *(0 for _ in field.nodes)])  # and is gone


if __name__ == "__main__":
    main()
