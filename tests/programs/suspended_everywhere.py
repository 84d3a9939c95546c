"""Suspends with many kinds of value alive: closures, generators, aliases, exceptions, big ints."""

import node


class Tally:
    def __init__(self, start):
        self.total = start

    def add(self, n):
        node.sleep(1)
        self.total += n
        return self.total


def counter():
    count = 0

    def more(by=1):
        nonlocal count
        count += by
        node.migrate(node.neighbours()[0][0])
        return count

    return more


def squares(n):
    for i in range(n):
        yield i * i


def deep(n):
    if n == 0:
        try:
            node.wait("nothing", 5)
        except node.Timeout as error:
            return ["timeout", str(error)]
    return deep(n - 1)


shared = [1, 2.5, b"x", None]
alias = {"first": shared, "second": shared, 2**90: -(2**70)}
more = counter()
tally = Tally(10)
found = []
for square in squares(4):
    found.append((square, more(square), tally.add(square)))
    shared.append(square)
alias["second"].append("end")
try:
    node.read("no-such-tag")
except node.NoTag:
    found.append("no tag")
found.append(deep(5))
print(found, alias["first"] is alias["second"], f"{1 / 3:.4f}", sorted([3, 1, 2], reverse=True))
node.report({"found": str(found), "shared": str(shared), "big": alias[2**90]})
