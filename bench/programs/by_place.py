"""A node of interest, geographic alone: through the region until it is met, and home."""

import spatial

area = spatial.region("area")
spot = next(area.each("interest"))
spatial.report(spot.interest)
