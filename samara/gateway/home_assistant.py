"""A field in Home Assistant: what its MQTT discovery is told, so that devices appear by themselves.

A node is a device, and its I/O tags are sensors, switches, numbers and texts of it. What is toggled
there comes back as the command `toggle`, which writes such tags and nothing else, and a button as
`press`, which starts a standing program: a broker's access list need allow no more.
"""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from samara import __version__
from samara.mqtt.payloads import Topics

PREFIX = "homeassistant"
STATUS = f"{PREFIX}/status"  # where Home Assistant says that it has begun

_SENDER = "home-assistant"

# Home Assistant's names of units, and its class of what is measured in them.
_UNITS = {
    "C": ("°C", "temperature"),
    "°C": ("°C", "temperature"),
    "F": ("°F", "temperature"),
    "%": ("%", None),
    "%RH": ("%", "humidity"),
    "hPa": ("hPa", "pressure"),
    "lx": ("lx", "illuminance"),
    "V": ("V", "voltage"),
    "mV": ("mV", "voltage"),
    "A": ("A", "current"),
    "mA": ("mA", "current"),
    "W": ("W", "power"),
    "Wh": ("Wh", None),
    "m": ("m", "distance"),
    "cm": ("cm", "distance"),
    "ppm": ("ppm", None),
    "dBm": ("dBm", "signal_strength"),
}

Tags = Mapping[str, tuple[Any, ...]]  # (value, unit, whether I/O, whether it can be written)


def device_id(field: str, node: str) -> str:
    return "_".join(("samara", _slug(field), node))


def topic_of(field: str, node: str) -> str:
    """Where the device of a node is told."""
    return f"{PREFIX}/device/{device_id(field, node)}/config"


def node_device(
    topics: Topics,
    field: str,
    gateway: str,
    node: str,
    name: str | None,
    tags: Tags,
    can_write: bool,
) -> dict[str, Any] | None:
    """The discovery payload of a node; None where it has no I/O tag to show."""
    ours = device_id(field, node)
    components = {}
    for tag, told in sorted(tags.items()):
        if told[2] and not isinstance(told[0], (list, dict)):
            component = _component(topics, node, tag, told[0], told[1], told[3] and can_write)
            component["unique_id"] = f"{ours}_{_slug(tag)}"
            components[_slug(tag)] = component
    if not components:
        return None
    return {
        "device": {
            "identifiers": [ours],
            "name": name or node,
            "manufacturer": "Samara",
            "model": "node",
            "serial_number": node,
            **({} if node == gateway else {"via_device": device_id(field, gateway)}),
        },
        **_common(topics, gateway),
        "components": components,
    }


def gateway_device(
    topics: Topics, field: str, gateway: str, name: str, standing: Iterable[str]
) -> dict[str, Any] | None:
    """The standing programs of a gateway as buttons; None where there are none."""
    ours = device_id(field, gateway) + "_programs"
    components = {
        _slug(program): {
            "platform": "button",
            "name": program,
            "unique_id": f"{ours}_{_slug(program)}",
            "command_topic": topics.command("press"),
            "payload_press": _command(gateway, name=program),
        }
        for program in standing
    }
    if not components:
        return None
    return {
        "device": {
            "identifiers": [ours],
            "name": f"programs of {name}",
            "manufacturer": "Samara",
            "model": "gateway",
        },
        **_common(topics, gateway),
        "components": components,
    }


def _common(topics: Topics, gateway: str) -> dict[str, Any]:
    return {
        "origin": {"name": "samara", "sw_version": __version__},
        "availability": [_available(topics.gateway(gateway), "value_json.online")],
        "availability_mode": "all",
    }


def _available(topic: str, condition: str) -> dict[str, str]:
    template = "{{ 'online' if " + condition + " else 'offline' }}"
    return {"topic": topic, "value_template": template}


def _component(
    topics: Topics, node: str, tag: str, value: Any, unit: str | None, writable: bool
) -> dict[str, Any]:
    component: dict[str, Any] = {
        "name": tag,
        "state_topic": topics.tag(node, tag),
        "value_template": "{{ value_json.value }}",
    }
    is_switch = value is True or value is False or (type(value) is int and value in (0, 1))
    if writable and is_switch:
        on, off = (True, False) if isinstance(value, bool) else (1, 0)
        return {
            "platform": "switch",
            **component,
            **_states(on, off),
            "command_topic": topics.command("toggle"),
            "payload_on": _command(node=node, tag=tag, value=on),
            "payload_off": _command(node=node, tag=tag, value=off),
        }
    if isinstance(value, bool):
        return {
            "platform": "binary_sensor",
            **component,
            "payload_on": "True",
            "payload_off": "False",
        }
    shown, kind = _UNITS.get(unit or "", (unit, None))
    if writable and (isinstance(value, (int, float, str))):
        is_text = isinstance(value, str)
        between = '"value": "%%"}' if is_text else '"value": %%}'
        command = _command(node=node, tag=tag)[:-1] + ", " + between
        inserted = (
            "{{ value | replace('\\\\', '') | replace('\"', '') }}" if is_text else "{{ value }}"
        )
        made = {
            **component,
            "command_topic": topics.command("toggle"),
            "command_template": command.replace("%%", inserted),
        }
        if is_text:
            return {"platform": "text", **made}
        return {
            "platform": "number",
            **made,
            "min": -1_000_000,
            "max": 1_000_000,
            "step": 1 if isinstance(value, int) else 0.001,
            "mode": "box",
            **({"unit_of_measurement": shown} if shown else {}),
        }
    sensor = {"platform": "sensor", **component}
    if shown:
        sensor["unit_of_measurement"] = shown
    if kind:
        sensor["device_class"] = kind
    if shown or (isinstance(value, (int, float)) and not isinstance(value, bool)):
        sensor["state_class"] = "measurement"
    return sensor


def _states(on: Any, off: Any) -> dict[str, str]:
    """How a template shows them."""
    return {"state_on": str(on), "state_off": str(off)}


def _command(gateway: str | None = None, **fields: Any) -> str:
    head: dict[str, Any] = {"id": _SENDER, "client": _SENDER}
    if gateway is not None:
        head["gateway"] = gateway
    return json.dumps({**head, **fields})


def _slug(text: str) -> str:
    """Letters, digits, - and _, and different for different texts."""
    return re.sub(r"[^A-Za-z0-9-]", lambda found: f"_{ord(found[0]):x}_", text)
