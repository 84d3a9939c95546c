"""`samara node`: one node over UDP, on this machine or a Pi."""

import contextlib
import signal
import socket
from pathlib import Path
from typing import Any

import typer
from rich.text import Text

from samara import field_nodes, keys, node_process, shapes
from samara.gateway import options
from samara.gateway.naming import plain
from samara.mqtt.address import Address
from samara.policy_file import load_policy
from samara.refusal import EXIT_FAILED, Refused
from samara.terminal import err, out
from sim.ns3 import load_field

_HEAP_KB = 110  # the one board's


def node(
    name: str | None = typer.Option(None, help="The node's name; its id is a hash of it."),
    listen: str | None = typer.Option(None, metavar="HOST:PORT", help="Where frames come in."),
    position: str | None = typer.Option(None, metavar="X,Y", help="In metres; default 0,0."),
    peer: list[str] = typer.Option(
        [], metavar="HOST:PORT", help="A node that hears this one's broadcasts. Repeat it."
    ),
    tag: list[str] = typer.Option([], metavar="NAME=VALUE", help="An I/O tag. Repeat it."),
    rights: list[str] = typer.Option(
        [],
        metavar="NAME=RIGHTS",
        help="Who may do what with an I/O tag, such as valve=others:read,write. Without, programs "
        "read it and none writes it; of a field's nodes, as the field says. Repeat it.",
    ),
    region: list[str] = typer.Option(
        [], metavar="NAME=circle:X,Y,R", help="Or NAME=polygon:X,Y,X,Y,X,Y; in metres. Repeat it."
    ),
    durable: Path | None = typer.Option(
        None, metavar="FILE", help="Where tags are kept that are to outlive this process."
    ),
    field: Path | None = typer.Option(
        None, metavar="FIELD.toml", help="Take position, tags, regions and peers from this field."
    ),
    id_: str | None = typer.Option(None, "--id", metavar="NODE", help="Which node of the field."),
    base_port: int = typer.Option(
        4700, min=1, max=65_000, help="With --field: its n-th node listens here + n - 1."
    ),
    gateway: str | None = typer.Option(
        None,
        metavar="HOST:PORT",
        help="With --field: speak by the radio of `samara sim --real` there, to nobody else.",
    ),
    key: Path | None = typer.Option(
        None, metavar="NODE.key", help="The node's keys; see `samara keygen node`."
    ),
    policy: Path | None = typer.Option(
        None,
        metavar="POLICY.toml",
        help="Which operators may run programs here. With it, none runs that is not signed.",
    ),
    encrypt: bool = typer.Option(
        False, "--encrypt", help="With --key: hide what frames hold; all nodes of the field do."
    ),
    micropython: bool = typer.Option(
        False, "--micropython", help="Run under the unix MicroPython, with --heap-kb of heap."
    ),
    heap_kb: int = typer.Option(
        _HEAP_KB, min=32, metavar="N", help="Heap of a 32-bit board, in kB; with --micropython."
    ),
    mqtt: str | None = options.MQTT,
    mqtt_password_file: Path | None = options.PASSWORD_FILE,
    mqtt_ca: Path | None = options.CA_FILE,
    mqtt_field: str | None = typer.Option(
        None, metavar="NAME", help="The field's name in topics; default: that of --field."
    ),
    data: Path | None = options.DATA,
    home_assistant: bool = options.HOME_ASSISTANT,
    metrics: str | None = options.METRICS,
) -> None:
    """One node over UDP, on this machine or a Pi. It runs until Ctrl-C."""
    if field is not None:
        if id_ is None:
            raise Refused("--field needs --id NODE: say which of its nodes this one is.")
        config = field_nodes.node_config(field, id_, base_port, gateway)
    elif gateway is not None:
        raise Refused("--gateway needs --field FIELD.toml and --id NODE: the radio is the field's.")
    elif name is not None and listen is not None:
        config = {"name": name, "listen": "", "peers": [], "tags": {}, "regions": {}, "rights": {}}
    else:
        raise Refused(
            "a node needs --name and --listen HOST:PORT, or --field FIELD.toml and --id NODE."
        )
    if listen is not None:
        config["listen"] = shapes.address("--listen", listen)
    if position is not None:
        config["position_cm"] = shapes.position_cm(position)
    config["peers"] += [shapes.address("--peer", text) for text in peer]
    config["tags"].update(shapes.tag(text) for text in tag)
    owned = [*config["tags"], *config.get("readings", ())]
    config["rights"].update(shapes.rights(text, owned) for text in rights)
    config["regions"].update(shapes.region(text) for text in region)
    config.update(_security(config["name"], key, policy, encrypt))

    if durable is not None:
        if not durable.resolve().parent.is_dir():
            raise Refused(f"--durable {durable}: there is no folder {durable.parent}.")
        config["durable"] = str(durable.resolve())

    _check_free(config["listen"])
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    if mqtt is not None:
        if micropython:
            raise Refused("--mqtt: the gateway is this process; leave --micropython away.")
        known = "field" if field is None else load_field(field).name
        with options.broker(mqtt, mqtt_password_file, mqtt_ca) as broker:
            name = mqtt_field or known
            _publish(config, name, broker, options.folder(data, name), home_assistant, metrics)
        return
    if node_process.follow(config, heap_kb if micropython else None, _show) != 0:
        if micropython:
            err.print(f"the node ended; with less than {_HEAP_KB} kB (--heap-kb) it has no room.")
        raise typer.Exit(EXIT_FAILED)


def _security(name: str, key: Path | None, policy: Path | None, encrypt: bool) -> dict[str, Any]:
    if key is None:
        if policy is not None or encrypt:
            raise Refused("--policy and --encrypt need --key NODE.key: samara keygen node")
        err.print(
            "note: an open node: whoever reaches it may run programs on it, "
            "in anybody's name; see --key"
        )
        return {}
    owner = keys.load_node(key)["name"]
    if owner != name:
        raise Refused(f"--key {key}: this is the key of node {owner}, not of {name}.")
    if policy is None:
        err.print("note: no --policy: whoever has a key of the field may run programs here")
    return {
        "key": str(key.resolve()),
        "encrypts": encrypt,
        **({} if policy is None else {"policy": load_policy(policy)}),
    }


def _publish(
    config: dict[str, Any],
    field: str,
    broker: Address,
    folder: Path,
    home_assistant: bool,
    metrics: str | None,
) -> None:
    """Runs the node as a gateway, until Ctrl-C."""
    from samara.gateway.udp_host import UdpHost

    def told(kind: str, now_ms: int, fields: dict[str, Any]) -> None:
        _show({**plain(fields), "event": kind, "now_ms": now_ms})

    host = UdpHost(config, field, broker, options.say, told, folder, home_assistant=home_assistant)
    with contextlib.suppress(KeyboardInterrupt), options.metrics(metrics, host.gateway):
        host.run()


def _check_free(listen: str) -> None:
    host, _, port = listen.rpartition(":")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.bind((host, int(port)))
        except OSError as error:
            raise Refused(
                f"--listen {listen}: {error.strerror}. "
                "Give an address of this machine and a port that is free."
            ) from None


def _show(event: dict[str, Any]) -> None:
    kind = event.pop("event")
    at_ms = event.pop("now_ms", None)
    clock = "" if at_ms is None else f"{at_ms / 1000:10.3f} s  "
    fields = "  ".join(f"{name}={value}" for name, value in sorted(event.items()))
    out.print(Text.assemble((clock, "dim"), (kind, "bold"), "  ", fields))
