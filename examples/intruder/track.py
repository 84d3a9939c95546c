"""Follow an intruder: wait where it is, then go where it has gone, and come home with its trail."""

import spatial

STEPS = 8
ROUNDS = 3

area = spatial.region("fence")
trail = []


def moving(space):
    """Where somebody moves; who walks may pass the program by, so it goes round again."""
    for _ in range(ROUNDS):
        for spot in space.each("motion"):
            if spot.motion:
                return spot
    return None


spot = moving(area)
while spot is not None and len(trail) < STEPS:
    trail.append(spot.name)
    while spot.motion:
        spatial.sleep(2)
    spot = moving(spatial.around(spot, 60))

spatial.report(trail)
