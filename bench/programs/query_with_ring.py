"""To a node and home, by routes on demand; where it is known to be sets the first ring."""

import aodv
import node

x, y, wanted = node.read("goal").split()
aodv.travel(int(x), int(y), bytes.fromhex(wanted), None)
found = node.read("reading")
home, x, y = node.origin()
aodv.travel(x, y, home, None)
node.report(found)
