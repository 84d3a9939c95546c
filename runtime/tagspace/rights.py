"""Who may do what with a tag: five domains, matched most specific first, of five rights each.

A message is, to a tag, of the `owner` that created it (same code, origin and start), or of its
`family` (same origin and start: all that one injected application spawned), its `origin`, its
`code` from anywhere, or of the `others`. Rights are one int: bit 5 * domain + right.
"""

from runtime.constant import const
from runtime.errors import TagTypeRefused

READ, WRITE, DELETE, GRANT, WAIT = range(5)
RIGHTS = ("read", "write", "delete", "grant", "wait")
DOMAINS = ("owner", "family", "origin", "code", "others")

_ALL = const(31)
_SEEN = const(17)  # read, wait
_TEXT = const(200)

# An application may all; its origin, which is one operator, but grant; the world may look.
DEFAULT = _ALL | _ALL << 5 | (_SEEN | 6) << 10 | _SEEN << 15 | _SEEN << 20
IO_DEFAULT = _SEEN << 10 | _SEEN << 20


PRINCIPAL_BYTES = 24


def principal(who):
    """What a tag keeps of the identity of the message that created it; None: of no message."""
    if who is None:
        return b"\xff" * PRINCIPAL_BYTES
    return who[0] + who[1] + (who[2] << 32 | who[3]).to_bytes(8, "big")


def domain(owner, who):
    """The number of the domain of `who`, an identity, to what begins with this principal."""
    same_code = owner[:8] == who[0]
    if owner[8:16] == who[1]:
        if owner[16:24] == (who[2] << 32 | who[3]).to_bytes(8, "big"):
            return 0 if same_code else 1
        return 2
    return 3 if same_code else 4


def parse(text, rights):
    """`rights`, but for the domains in `text`: "family:all others:read,wait code:none".

    A domain that is not named gains what a wider one is given: what others may, all may; what the
    origin may, its family and owner may; what the code may, the owner may.
    """
    if not isinstance(text, str) or len(text) > _TEXT:
        raise TagTypeRefused('rights are a text such as "family:all others:read,wait code:none"')
    named = 0
    gained = 0
    for part in text.split(" "):
        name, _, given = part.partition(":")
        if name not in DOMAINS:
            raise TagTypeRefused(f"{part!r}: rights are given to {', '.join(DOMAINS)}")
        bits = 0
        for word in given.split(","):
            if word in RIGHTS:
                bits |= 1 << RIGHTS.index(word)
            elif word == "all":
                bits = _ALL
            elif word != "none":
                raise TagTypeRefused(f"{part!r}: rights are {', '.join(RIGHTS)}; or all, or none")
        at = DOMAINS.index(name)
        named |= _ALL << 5 * at
        rights = rights & ~(_ALL << 5 * at) | bits << 5 * at
        for within in range(1 if name == "code" else at):
            gained |= bits << 5 * within
    return rights | gained & ~named


def parse_io(text):
    """The rights of an I/O tag; None: all may read it and wait for it."""
    if text is None:
        return IO_DEFAULT
    rights = parse(text, IO_DEFAULT)
    for name in ("owner:", "family:", "code:"):
        if name in text:
            raise TagTypeRefused(f"{text!r}: an I/O tag has rights for origin and others alone")
    return rights


def spell(rights):
    """The text of rights, all five domains."""
    parts = []
    for name in DOMAINS:
        words = [word for at, word in enumerate(RIGHTS) if rights >> at & 1]
        parts.append(name + ":" + (",".join(words) or "none"))
        rights >>= 5
    return " ".join(parts)
