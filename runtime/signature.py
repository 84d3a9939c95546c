"""Checking an operator's signature: by `cryptography` where it is installed, elsewhere by ours."""

SLICES = 50  # that a board needs for one, and that a node's time is charged for anywhere

try:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    def verifying(public, signature, message):
        """Whether the signature is of this message; a generator, as that of runtime/ed25519.py."""
        for _ in range(SLICES):
            yield
        try:
            Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
        except (InvalidSignature, ValueError):
            return False
        return True

except ImportError:
    from runtime.ed25519 import verifying

__all__ = ("SLICES", "verifying")
