"""Bytes damaged as the air and attackers damage them: flips, cuts, insertions, splices."""

# Small numbers, heads of arrays, and the tags and references of states.
_LIKELY = (0, 1, 4, 6, 7, 8, 10, 12, 14, 20, 0x18, 0x80, 0x82, 0xC6, 0xC7, 0xCB, 0xCD, 0xD0, 0xD1,
           0xD3, 0xD7, 0xE0, 0xE1, 0xF6, 0xF7, 0xFF)


def damaged(data, drawn):
    """`data` with a few changes; `drawn` is a random.Random."""
    out = bytearray(data)
    for _ in range(drawn.choice((1, 1, 1, 2, 3, 8))):
        if not out:
            break
        at = drawn.randrange(len(out))
        kind = drawn.randrange(10)
        if kind < 4:
            out[at] ^= 1 << drawn.randrange(8)
        elif kind < 7:
            out[at] = drawn.choice(_LIKELY)
        elif kind == 7:
            del out[at : at + drawn.randrange(1, 6)]
        elif kind == 8:
            out[at:at] = bytes(drawn.randrange(256) for _ in range(drawn.randrange(1, 5)))
        else:
            source = drawn.randrange(len(out))
            out[at : at + 8] = out[source : source + 8]
    return bytes(out)
