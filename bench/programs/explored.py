"""The hottest spot of a region: every node of it is visited in turn."""

import spatial

area = spatial.region("area")
spatial.report(max((spot.temperature, spot.name) for spot in area.each("temperature"))[0])
