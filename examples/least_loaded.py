"""Heavy work where there is the most room: on the least loaded of the neighbours that takes it."""

import node

import spatial


def place():
    """Move there; what a node refuses the next may take."""
    for _, near in sorted([(load, near) for near, load in node.read("loads")]):
        try:
            node.migrate(near)
            return
        except node.HopError:
            pass


def primes(below):
    return [n for n in range(2, below) if all(n % d for d in range(2, int(n**0.5) + 1))]


@spatial.program(gas_visit=400_000, memory_bytes=8000)
def work():
    home = node.id()
    place()
    found = len(primes(500))
    at = node.read("name")
    node.migrate(home)
    spatial.report({"primes below 500": found, "found at": at})
