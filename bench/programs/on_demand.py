"""A node of interest, on demand alone: asked for from where the program starts, and home."""

import aodv
import content
import node

content.nearest("interest")
found = node.read("interest")
aodv.travel(None, None, node.origin()[0], None)
node.report(found)
