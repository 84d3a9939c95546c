"""What is raised on the host to leave translated code; see runtime/vm/native.py."""


class Again(BaseException):
    """The interpreter is to do this instruction."""


class Unwind(BaseException):
    """What was called is a Frame now. `blocked`: it waits for the node."""

    def __init__(self, blocked=False):
        super().__init__()
        self.blocked = blocked


class Freeze(BaseException):
    """Thrown into a generator of the host that is to become a Frame."""
