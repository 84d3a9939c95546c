"""The one error tree of Samara.

    SamaraError
     +- DecodeError            bytes that are not what they claim to be
     |   +- BadFrame           ... as a frame off the air
     |   +- BadBrick           ... as compiled code
     |   +- BadState           ... as the captured state of a message
     +- AdmissionRefused       a node will not take a message: .resource .need .bound .retry_ms
     +- TagError               the tag space refuses
     |   +- NoTag              no such tag, or no reading of it at this time
     |   +- TagExists          a live tag has the name
     |   +- TagDenied          the tag's rights do not allow it
     |   +- TagSpaceFull       the bytes for tags are spent
     |   +- TagTypeRefused     the name or value is of a kind that no tag holds
     +- Killed                 a message exceeded a bound: .reason; no program sees it

`CompileError` (spatial) and `FieldError` (sim) are SamaraErrors too. The first argument is
always the sentence for people: who refused, what was asked, what the bound was, what to try.
"""


class SamaraError(Exception):
    """Everything that Samara raises on purpose."""


class DecodeError(SamaraError):
    """Bytes that are not what they claim to be."""


class BadFrame(DecodeError):
    """Bytes off the air that are no frame of a version spoken here."""


class BadBrick(DecodeError):
    """Bytes that are no brick, or a brick that the verifier refuses."""


class BadState(DecodeError):
    """Bytes that are no captured state of an execution."""


class AdmissionRefused(SamaraError):
    """A node will not take a message.

    `resource` names what is short ("memory", "gas", ...), `need` and `bound` are in its unit,
    `retry_ms` is after how long a retry may succeed (0: never with these bounds).
    """

    def __init__(self, text, resource, need, bound, retry_ms=0):
        super().__init__(text)
        self.resource = resource
        self.need = need
        self.bound = bound
        self.retry_ms = retry_ms


class TagError(SamaraError):
    """The tag space refuses; a program may catch it by the leaf's name."""


class NoTag(TagError):
    """No live tag has the name, or an I/O tag has no reading at this time."""


class TagExists(TagError):
    """A live tag has the name already."""


class TagDenied(TagError):
    """The rights of the tag do not allow this to whoever asked."""


class TagSpaceFull(TagError):
    """The bytes set aside for tags do not hold one more of this size."""


class TagTypeRefused(TagError):
    """A name or value that no tag holds: wrong kind, too long, or nested too deep."""


class Killed(SamaraError):
    """A message exceeded a bound and was ended; it can neither catch nor delay this."""

    def __init__(self, reason):
        super().__init__(reason)
        self.reason = reason
