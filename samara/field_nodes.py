"""Nodes of a field file as processes over UDP: who they are and whom they reach."""

from pathlib import Path
from typing import Any

from samara import shapes
from samara.refusal import unknown
from sim.ns3.field import Circle, Readings, Region
from sim.ns3.field_file import load_field
from sim.ns3.radios import MTU_BYTES

LOOPBACK = "127.0.0.1"


def node_config(
    path: Path, name: str, base_port: int, gateway: str | None = None
) -> dict[str, Any]:
    """What `runtime.links.udp_node` needs to be the node `name` of the field at `path`.

    With a `gateway` it speaks to that alone, in frames that the field's radios carry.
    """
    field = load_field(path)
    ports = {node.name: base_port + index for index, node in enumerate(field.nodes)}
    if name not in ports:
        raise unknown("node", name, ports, f"--id: {path}")
    node = next(node for node in field.nodes if node.name == name)
    in_range = {other for pair in field.links() if name in pair for other in pair} - {name}
    peers = [f"{LOOPBACK}:{ports[other]}" for other in ports if other in in_range]
    config: dict[str, Any] = {
        "name": name,
        "position_cm": [round(node.x_m * 100), round(node.y_m * 100)],
        "listen": f"{LOOPBACK}:{ports[name]}",
        "peers": peers,
        "regions": {region: _shape(shape) for region, shape in field.regions.items()},
        "tags": {tag.name: tag.value for tag in node.tags if tag.readings is None},
        "rights": {tag.name: tag.rights for tag in node.tags},
        "readings": {
            tag.name: {"unit": tag.unit, "rows": _rows(tag.readings)}
            for tag in node.tags
            if tag.readings is not None
        },
    }
    if gateway is not None:
        config["peers"] = [shapes.address("--gateway", gateway)]
        config["mtu_bytes"] = MTU_BYTES[field.radio.kind]
    return config


def _shape(shape: Region) -> list[Any]:
    if isinstance(shape, Circle):
        numbers = (shape.x_m, shape.y_m, shape.radius_m)
        return ["circle", *(round(metres * 100) for metres in numbers)]
    return ["polygon", [round(metres * 100) for point in shape.points_m for metres in point]]


def _rows(readings: Readings) -> list[list[Any]]:
    """Rows of (ms, reading), as `runtime.tagspace.Readings` takes them."""
    return [
        [round(time_s * 1000), value]
        for time_s, value in zip(readings.times_s, readings.values, strict=True)
    ]
