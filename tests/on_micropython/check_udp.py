"""Two UDP links in one process, at the addresses in argv; the clock."""

import sys
import time

from runtime.links.clock import Clock
from runtime.links.udp import MTU_BYTES, UdpLink, parse_address

ONE, TWO = sys.argv[1:]

one = UdpLink(ONE, [TWO])
two = UdpLink(TWO)
assert not two.wait(0)
assert two.receive(0) is None
one.send(0, None, b"broadcast")
one.send(0, parse_address(TWO), b"x" * MTU_BYTES)
assert two.wait(1000)
assert two.receive(5) == (parse_address(ONE), b"broadcast")
assert two.receive(5)[1] == b"x" * MTU_BYTES
two.send(6, None, b"back")
assert one.wait(1000)
assert one.receive(7) == (parse_address(TWO), b"back")
one.close()
two.close()

clock = Clock()
assert clock.now_ms() < 50
time.sleep_ms(30)
assert 30 <= clock.now_ms() < 1000
print("the link carries")
