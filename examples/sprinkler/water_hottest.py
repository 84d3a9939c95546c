"""Water the hottest spot of the left hill."""

import spatial

left_hill = spatial.region("left-hill")

hottest = max(left_hill.each("temperature"), key=lambda spot: spot.temperature)
hottest.sprinkler = 1

spatial.report({"node": hottest.name, "temperature": hottest.temperature})
