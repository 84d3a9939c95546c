"""A library for tests: what it spawns is of the family of whoever calls it, and acts on tags."""

import node


def act(right, name, rights):
    """Whether it was "allowed" or "denied": what became of using one right on a tag."""
    try:
        if right == "read":
            node.read(name)
        elif right == "write":
            node.write(name, 2)
        elif right == "delete":
            node.delete(name)
        elif right == "grant":
            node.grant(name, rights)
        else:
            node.wait(name, 50)
    except node.TagDenied:
        return "denied"
    except node.Timeout:
        pass
    return "allowed"


def spawn(right, name, rights):
    """A copy of this acts, and reports; it is a message of this brick."""
    if node.clone(6000):
        node.report(act(right, name, rights))
