"""The hottest thermometer of the region "lab": which node, and what it reads."""

import spatial

lab = spatial.region("lab")

hottest = max(
    ({"node": spot.name, "temperature": spot.temperature} for spot in lab.each("temperature")),
    key=lambda reading: reading["temperature"],
)
spatial.report(hottest)
