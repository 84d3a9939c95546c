"""What the owner of a node lets operators do there."""

from runtime.certificate import fingerprint
from runtime.constant import const

ANYONE = "anyone"  # the rule for operators that have none of their own

_MESSAGES = const(4)
_MEMORY_BYTES = const(32768)  # two usual messages: one may be back before its copy is let go
_TAG_BYTES = const(1024)


class Policy:
    """Rules by operator, as in a node's file (docs/security.md).

    `rules` maps names to {"key": public key in hex, "messages", "memory_bytes", "tag_bytes",
    "read", "write"}: at most so many messages at a time with so much memory, and so many bytes of
    tags; the names of the I/O tags that they may read and write, where a `*` at the end stands
    for anything. What a rule leaves out is little: 4 messages, every tag to be read, none written.
    In place of a key a rule may have an "id", which is an origin in a field that signs nothing.
    """

    __slots__ = ("_keys", "_rules")

    def __init__(self, rules):
        self._keys = {}
        self._rules = {}
        for name, rule in rules.items():
            origin = None
            if "key" in rule:
                public = bytes.fromhex(rule["key"])
                origin = fingerprint(public)
                self._keys[origin] = public
            elif "id" in rule:
                origin = bytes.fromhex(rule["id"])
            elif name != ANYONE:
                raise ValueError(f"the rule of {name!r} has no key; give it, or call it {ANYONE!r}")
            self._rules[origin] = rule

    def key(self, origin):
        """The public key of an operator, or None."""
        return self._keys.get(origin)

    def quota(self, origin):
        """(messages, bytes of memory, bytes of tags) at a time; None: may not run here."""
        rule = self._rule(origin)
        if rule is None:
            return None
        return (
            rule.get("messages", _MESSAGES),
            rule.get("memory_bytes", _MEMORY_BYTES),
            rule.get("tag_bytes", _TAG_BYTES),
        )

    def may(self, origin, right, tag):
        """Whether an operator has a right ("read", "write") to an I/O tag."""
        rule = self._rule(origin)
        if rule is None:
            return False
        for pattern in rule.get(right, ("*",) if right == "read" else ()):
            if pattern == tag or (pattern[-1:] == "*" and tag.startswith(pattern[:-1])):
                return True
        return False

    def _rule(self, origin):
        return self._rules.get(origin, self._rules.get(None))
