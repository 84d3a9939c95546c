"""To a node and home, by GPSR: what is read there is the answer."""

import gpsr
import node

x, y, wanted = node.read("goal").split()
gpsr.travel(int(x), int(y), bytes.fromhex(wanted), None)
found = node.read("reading")
home, x, y = node.origin()
gpsr.travel(x, y, home, None)
node.report(found)
