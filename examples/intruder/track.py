"""Follow an intruder: wait where it is, then go where it has gone, and come home with its trail."""

import spatial

STEPS = 8

area = spatial.region("fence")
trail = []
spot = next((spot for spot in area.each("motion") if spot.motion), None)
while spot is not None and len(trail) < STEPS:
    trail.append(spot.name)
    while spot.motion:
        spatial.sleep(2)
    near = spatial.around(spot, 60)
    spot = next((other for other in near.each("motion") if other.motion), None)

spatial.report(trail)
