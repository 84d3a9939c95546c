"""What the node offers to programs: the functions of the module `node`, in one table.

A row is `name least most blocks names`: how many arguments at the least and the most, whether the
program is suspended until the node has an answer, and what its arguments are called where they may
be given by name. The node serves what does not suspend by `host.call(name, args)`.
"""

_ROWS = (
    "id 0 0 -;"  # This node's id: 8 bytes.
    "position 0 0 -;"  # Where this node is: (x_cm, y_cm).
    "lifetime 0 0 -;"  # Milliseconds left to the message, wherever it is.
    "now 0 0 -;"  # Milliseconds since this node's boot.
    "neighbours 0 0 -;"  # [(id, x_cm, y_cm)] of the nodes heard lately that hear this one, by id.
    "hears 2 2 -;"  # Whether a neighbour says that it hears another: two ids.
    "origin 0 0 -;"  # (id, x_cm, y_cm) of the node where the message began.
    "read 1 1 -;"  # The value of a tag.
    "write 2 2 -;"  # Write a tag.
    "create 3 5 - tag,value,lease_ms,rights,durable;"  # Create a tag.
    "delete 1 1 -;"  # Delete a tag.
    "compare_and_set 3 3 -;"  # Write a tag where it holds a value: whether it did; tag, value, new.
    "renew 2 2 -;"  # Let a tag's lease end so many ms from now; 0: let go of the tag.
    "grant 2 2 -;"  # Give other rights to a tag: "others:read,write family:all".
    "about 1 1 -;"  # (code, origin, start of a tag's owner, ms left, rights, whether durable).
    "tags 1 1 -;"  # The names of the tags that match and may be read; `*` may end the pattern.
    "report 1 1 -;"  # Hand a value to the user of this node.
    "wait 2 2 +;"  # Wait until a tag is written or a timeout in ms ends: its value, or Timeout.
    "sleep 1 1 +;"  # Wait for so many ms.
    "migrate 1 3 +;"  # Move to the neighbour of this id: id, timeout in ms, whether twice will do.
    "clone 0 1 +;"  # The function under way goes on twice: True in a new message here, else False.
    "broadcast 0 1 +;"  # Copies begin at all who hear one frame, and get this node's id; else None.
)


ARGUMENTS: dict = {}  # what those that may be given by name are called


def _load():
    table = {}
    for row in _ROWS.split(";")[:-1]:
        name, least, most, blocks, *names = row.split(" ")
        table[name] = int(least) | int(most) << 4 | (blocks == "+") << 8
        if names:
            ARGUMENTS[name] = names[0]
    return table


NATIVES = _load()
"""By name: least arguments, 16 times the most, 256 where it blocks."""
