"""Where a broker is and how to come in: from a URL, a file and the environment."""

import os
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import unquote, urlsplit

from samara.refusal import Refused

PASSWORD_VARIABLE = "SAMARA_MQTT_PASSWORD"

_PORTS = {"mqtt": 1883, "mqtts": 8883}


@dataclass(frozen=True)
class Address:
    """A broker's address. The password is in no text that is made of it."""

    host: str
    port: int
    tls: bool = False
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    ca_file: Path | None = None

    def __str__(self) -> str:
        scheme = "mqtts" if self.tls else "mqtt"
        user = f"{self.user}@" if self.user else ""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{scheme}://{user}{host}:{self.port}"


def parse(url: str, password_file: Path | None = None, ca_file: Path | None = None) -> Address:
    """The address in `mqtt://[user[:password]@]host[:port]`, or `mqtts://` with TLS.

    A password in `password_file` or the variable SAMARA_MQTT_PASSWORD counts before the URL's,
    which everybody on the machine can read in the list of processes.
    """
    shown = _without_password(url)
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise Refused(f"--mqtt {shown}: the port is no number from 1 to 65535.") from None
    if parts.scheme not in _PORTS or not parts.hostname or parts.path.strip("/"):
        raise Refused(
            f"--mqtt {shown}: give mqtt://HOST[:PORT], mqtts:// for TLS, or `local` for a broker "
            "of its own."
        )
    if ca_file is not None and not ca_file.is_file():
        raise Refused(f"--mqtt-ca {ca_file}: there is no such file.")
    address = Address(
        parts.hostname,
        port or _PORTS[parts.scheme],
        parts.scheme == "mqtts",
        None if parts.username is None else unquote(parts.username),
        None if parts.password is None else unquote(parts.password),
        ca_file,
    )
    password = _password(password_file)
    return address if password is None else replace(address, password=password)


def _password(path: Path | None) -> str | None:
    if path is None:
        return os.environ.get(PASSWORD_VARIABLE)
    try:
        return path.read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError):
        raise Refused(f"--mqtt-password-file {path}: cannot be read as text.") from None


def _without_password(url: str) -> str:
    scheme, mark, rest = url.partition("://")
    login, at, host = rest.rpartition("@")
    return f"{scheme}{mark}{login.partition(':')[0]}{at}{host}" if mark else "URL"
