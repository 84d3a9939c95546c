"""Certificates at a node of a signed field: each is checked once, in slices, and remembered."""

import hashlib

from runtime.certificate import Certificate
from runtime.constant import const
from runtime.errors import AdmissionRefused, DecodeError
from runtime.signature import verifying

_REMEMBERED = const(16)
_PENDING = const(4)
_RETRY_MS = const(2000)


class Origins:
    """The certificates that were read, true or not, and those that are being checked."""

    __slots__ = ("_known", "_pending", "_policy")

    def __init__(self, policy):
        self._policy = policy
        self._known = {}  # by name: (certificate or None where it is false, order of use)
        self._pending = []  # (certificate, the rest of the work)

    def get(self, name):
        """A true certificate, or None where it is not here or not checked yet.

        AdmissionRefused where it is false.
        """
        known = self._known.get(name)
        if known is None:
            return None
        self._keep(name, known[0])
        if known[0] is None:
            raise AdmissionRefused("the certificate is false", "certificate", 0, 0)
        return known[0]

    def checks(self, name):
        """Whether this certificate is being checked."""
        return any(certificate.name == name for certificate, _ in self._pending)

    def begin(self, data):
        """Have a certificate checked; AdmissionRefused where that need not even begin."""
        try:
            certificate = Certificate(data)
        except DecodeError as error:
            self._keep(hashlib.sha256(data).digest()[:8], None)
            raise AdmissionRefused(str(error), "certificate", 0, 0)
        if certificate.name in self._known or self.checks(certificate.name):
            return
        public = self._policy.key(certificate.origin)
        if public is None:
            raise AdmissionRefused(
                f"operator {certificate.origin.hex()} is not one of this node's policy",
                "operator",
                0,
                0,
            )
        if len(self._pending) >= _PENDING:
            raise AdmissionRefused(
                "too many certificates wait to be checked", "signatures", 1, 0, _RETRY_MS
            )
        steps = verifying(public, certificate.signature, certificate.signed())
        self._pending.append((certificate, steps))

    def busy(self):
        """Whether `step` has something to do."""
        return bool(self._pending)

    def step(self):
        """Do a slice of the work; the name of a certificate that is known to be true or not now."""
        certificate, steps = self._pending[0]
        try:
            next(steps)
            return None
        except StopIteration as end:
            del self._pending[0]
            self._keep(certificate.name, certificate if end.value else None)
            return certificate.name

    def check(self, certificate, identity, bounds):
        """AdmissionRefused where a message may not run by this certificate, or not here at all."""
        certificate.check(identity, bounds)
        if self._policy.quota(certificate.origin) is None:
            raise AdmissionRefused(
                f"operator {certificate.origin.hex()} may not run programs here", "operator", 0, 0
            )

    def _keep(self, name, certificate):
        """Remember, at the end of the order, as long as so many others have not been used since."""
        newest = 0
        oldest = None
        for other in self._known:
            used = self._known[other][1]
            newest = max(newest, used)
            if oldest is None or used < self._known[oldest][1]:
                oldest = other
        if name not in self._known and len(self._known) >= _REMEMBERED:
            del self._known[oldest]
        self._known[name] = (certificate, newest + 1)
