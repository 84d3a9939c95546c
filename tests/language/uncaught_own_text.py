"""What nobody catches says its text by its own __str__."""

import node


class Lost(Exception):
    def __init__(self, where, depth):
        super().__init__(where)
        self.depth = depth

    def __str__(self):
        node.sleep(1)
        return "lost %s, %d deep" % (self.args[0], self.depth)


def search(depth):
    try:
        if depth:
            search(depth - 1)
        raise Lost("here", depth)
    except Lost as lost:
        print(lost)
        raise Lost("there", depth) from lost


search(2)
