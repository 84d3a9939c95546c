"""What a field must be before ns-3 sees it, which ends its process at the first thing it dislikes.

A field file has been held against all this with its lines; a field made in Python has not.
"""

from collections import Counter
from itertools import pairwise
from math import isfinite

from sim.ns3.field import BOARDS, RADIOS, RATES_MB_S, SECURITY, Field, FieldNode, Path, Walk
from sim.ns3.field_error import FieldError, did_you_mean

# 16-bit short addresses, less the broadcast address and the one that means "no short address"
# (IEEE 802.15.4-2011, 5.1.3.1).
MOST_NODES = 65_534

# Nodes hold positions as 32-bit centimetres.
MOST_M = 10_000_000


def check(field: Field) -> None:
    """`FieldError` for the first thing that cannot be simulated."""

    def refuse(problem: str) -> FieldError:
        return FieldError(field.file or field.name, problem)

    names = Counter(node.name for node in field.nodes)
    twice = [name for name, count in names.items() if count > 1]
    if twice:
        raise refuse(f'two nodes have the id "{twice[0]}". Give each an id of its own.')
    if not 1 <= len(names) <= MOST_NODES:
        raise refuse(f"it has {len(names)} nodes; a field has 1 to {MOST_NODES:,}.")
    radio = field.radio
    if radio.kind not in RADIOS:
        raise refuse(f'no radio is called "{radio.kind}". {did_you_mean(radio.kind, RADIOS)}')
    if not (isfinite(radio.range_m) and radio.range_m > 0):
        raise refuse(f"a range of {radio.range_m} m. Give one greater than 0.")
    if radio.kind == "802.11b" and radio.rate_mb_s not in RATES_MB_S:
        raise refuse(f"802.11b has no rate of {radio.rate_mb_s} Mb/s. Give 1, 2, 5.5 or 11.")
    if field.board not in BOARDS:
        raise refuse(f'no board is called "{field.board}". {did_you_mean(field.board, BOARDS)}')
    if field.security not in SECURITY:
        raise refuse(
            f'no security is called "{field.security}". {did_you_mean(field.security, SECURITY)}'
        )
    for node in field.nodes:
        problem = _of_node(node)
        if problem:
            raise refuse(f'node "{node.name}" {problem}')
    for outage in field.outages:
        if outage.node not in names:
            raise refuse(
                f'an outage of "{outage.node}", and there is no such node. '
                f"{did_you_mean(outage.node, names)}"
            )
        if outage.from_s < 0 or (outage.until_s is not None and outage.until_s <= outage.from_s):
            raise refuse(
                f'the outage of "{outage.node}" is from {outage.from_s} s until {outage.until_s}. '
                "It has to begin at 0 or later, and to end after that."
            )
    if field.loss is not None and (field.loss.exponent < 1 or field.loss.shadowing_db < 0):
        raise refuse("a loss has an exponent of at least 1, and shadowing of at least 0 dB.")
    if field.walls and field.loss is None:
        raise refuse("walls weaken a signal, and without a loss model there is none to weaken.")
    if any(wall.loss_db < 0 for wall in field.walls):
        raise refuse("a wall with a loss below 0 dB would strengthen what passes through it.")


def _of_node(node: FieldNode) -> str:
    places = [(node.x_m, node.y_m)]
    walk = node.walk
    if isinstance(walk, Walk):
        if not (walk.x0_m <= node.x_m <= walk.x1_m and walk.y0_m <= node.y_m <= walk.y1_m):
            return "stands outside the area that it walks in. Put it inside."
        if not (isfinite(walk.speed_m_s) and walk.speed_m_s > 0 and walk.pause_s >= 0):
            return "walks at no speed, or pauses less than no time."
    elif isinstance(walk, Path):
        times = [0.0, *(time_s for time_s, _, _ in walk.legs)]
        if any(later <= earlier for earlier, later in pairwise(times)):
            return "has a path whose times do not rise from 0."
        places += [(x_m, y_m) for _, x_m, y_m in walk.legs]
    if not all(abs(part) <= MOST_M for place in places for part in place):
        return f"is off the map: positions are within {MOST_M:,} m of 0."
    return ""
