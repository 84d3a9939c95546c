"""To a node and home, by routes on demand: what is read there is the answer."""

import aodv
import node

aodv.travel(None, None, bytes.fromhex(node.read("goal").split()[2]), None)
found = node.read("reading")
aodv.travel(None, None, node.origin()[0], None)
node.report(found)
