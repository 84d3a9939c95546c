"""What Home Assistant is told, against Home Assistant's own schemas."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from samara.gateway import home_assistant as ha
from samara.mqtt.payloads import COMMANDS, Press, Toggle, Topics

ENVIRONMENT = Path(__file__).resolve().parent.parent / "build" / "home-assistant"
INSTALL_S = 900

TOPICS = Topics("my field")
NODE = "0123456789abcdef"
GATEWAY = "f" * 16

TAGS: dict[str, tuple[Any, ...]] = {
    "temperature": (21.5, "C", True, False),
    "humidity": (40, "%RH", True, False),
    "battery level": (3.1, "V", True, False),
    "odd": (3, "furlongs", True, False),
    "label": ("north", None, True, False),
    "open?": (False, None, True, False),
    "light/top": (True, None, True, True),
    "sprinkler": (0, None, True, True),
    "setpoint": (19.5, "C", True, True),
    "greeting": ("hello", None, True, True),
    "no reading": (None, "C", True, False),
    "rows": ([1, 2], None, True, False),  # more than an entity shows
    "lease": (5, None, False, True),  # a message's own: no device
}

# Validates as Home Assistant does when a discovery message comes: the device, then each entity.
VALIDATOR = """
import asyncio, importlib, json, sys
import voluptuous as vol
from homeassistant.components.mqtt.const import SUPPORTED_COMPONENTS
from homeassistant.components.mqtt.schemas import DEVICE_DISCOVERY_SCHEMA
from homeassistant.const import __version__
from homeassistant.core import HomeAssistant
from homeassistant.helpers import frame

async def main():
    frame.async_setup(HomeAssistant("."))
    said = [__version__]
    for payload in json.load(sys.stdin):
        try:
            check(payload)
            said.append("")
        except vol.Invalid as error:
            said.append(str(error))
    print(json.dumps(said))

def check(payload):
    DEVICE_DISCOVERY_SCHEMA(payload)
    shared = {key: value for key, value in payload.items() if key != "components"}
    for entity in payload["components"].values():
        entity = dict(entity)
        platform = entity.pop("platform")
        if platform not in SUPPORTED_COMPONENTS:
            raise vol.Invalid(f"no platform {platform}")
        module = importlib.import_module("homeassistant.components.mqtt." + platform)
        module.DISCOVERY_SCHEMA({**shared, **entity})

asyncio.run(main())
"""


def _devices() -> list[dict[str, Any]]:
    node = ha.node_device(TOPICS, "my field", GATEWAY, NODE, "elm", TAGS, True)
    passive = ha.node_device(TOPICS, "my field", GATEWAY, NODE, None, TAGS, False)
    own = ha.node_device(TOPICS, "my field", GATEWAY, GATEWAY, "gate", TAGS, True)
    programs = ha.gateway_device(TOPICS, "my field", GATEWAY, "gate", ["water", "all.off"])
    assert None not in (node, passive, own, programs)
    return [one for one in (node, passive, own, programs) if one is not None]


def _pythons() -> list[str]:
    """Interpreters that a Home Assistant with device discovery runs on."""
    found = [shutil.which("python3.13"), shutil.which("python3.12")]
    root = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    found += [str(path) for path in sorted(root.glob("3.1[23].*/bin/python"), reverse=True)]
    return [path for path in found if path is not None]


@pytest.fixture(scope="session")
def home_assistant() -> Path:
    """A Python that has Home Assistant, kept in build/ for the next time."""
    python = ENVIRONMENT / "bin" / "python"
    stamp = ENVIRONMENT / "complete"
    if stamp.exists():
        return python
    for candidate in _pythons():
        shutil.rmtree(ENVIRONMENT, ignore_errors=True)
        uv = [sys.executable, "-m", "uv", "--quiet"]
        made = subprocess.run([*uv, "venv", "--python", candidate, ENVIRONMENT], check=False)
        if made.returncode:
            continue
        install = [*uv, "pip", "install", "--python", str(python), "homeassistant", "paho-mqtt"]
        try:
            installed = subprocess.run(install, timeout=INSTALL_S, check=False).returncode == 0
        except subprocess.TimeoutExpired:
            installed = False
        if installed:
            stamp.touch()
            return python
    pytest.skip("no Python 3.12 or 3.13 here with a homeassistant from PyPI")


def _judged(python: Path, devices: list[dict[str, Any]]) -> list[str]:
    """What Home Assistant says of each; the empty text where it accepts it."""
    done = subprocess.run(
        [python, "-c", VALIDATOR],
        cwd=ENVIRONMENT,
        input=json.dumps(devices),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    version, *said = json.loads(done.stdout)
    assert version >= "2024.11"
    return said


def test_home_assistant_accepts_every_discovery_message_and_no_wrong_one(
    home_assistant: Path,
) -> None:
    wrong = []
    for change in ({"state_class": "nonsense"}, {"state_topic": "a#"}, {"platform": "toaster"}):
        device = _devices()[0]
        device["components"]["temperature"] |= change
        wrong.append(device)
    said = _judged(home_assistant, [*_devices(), *wrong])
    assert said[:4] == [""] * 4
    assert all(said[4:]), said


def test_a_tag_becomes_what_fits_it() -> None:
    components = _devices()[0]["components"]
    platforms = {entity["name"]: entity["platform"] for entity in components.values()}
    assert platforms == {
        "temperature": "sensor",
        "humidity": "sensor",
        "battery level": "sensor",
        "odd": "sensor",
        "label": "sensor",
        "open?": "binary_sensor",
        "light/top": "switch",
        "sprinkler": "switch",
        "setpoint": "number",
        "greeting": "text",
        "no reading": "sensor",
    }
    temperature = components["temperature"]
    assert (temperature["unit_of_measurement"], temperature["device_class"]) == (
        "°C",
        "temperature",
    )


def test_where_nothing_can_be_written_all_is_read() -> None:
    platforms = {one["platform"] for one in _devices()[1]["components"].values()}
    assert platforms == {"sensor", "binary_sensor"}


def test_what_comes_back_are_commands_that_the_gateway_takes() -> None:
    node, _, _, programs = _devices()
    switch = node["components"][ha._slug("light/top")]
    assert switch["command_topic"] == TOPICS.command("toggle")
    command = Toggle.model_validate_json(switch["payload_on"])
    assert (command.node, command.tag, command.value) == (NODE, "light/top", True)
    assert switch["state_on"] == "True"  # as a template shows JSON's true
    relay = node["components"]["sprinkler"]
    assert Toggle.model_validate_json(relay["payload_off"]).value == 0
    number = node["components"]["setpoint"]["command_template"].replace("{{ value }}", "20.5")
    assert Toggle.model_validate_json(number).value == 20.5
    button = programs["components"]["water"]
    press = Press.model_validate_json(button["payload_press"])
    assert (press.name, press.gateway) == ("water", GATEWAY)
    assert {"toggle", "press"} <= COMMANDS.keys()


def test_ids_differ_where_names_do() -> None:
    tags = dict.fromkeys(("a b", "a_b", "a/b", "a-b", "ä"), (1.5, None, True, False))
    device = ha.node_device(TOPICS, "f", GATEWAY, NODE, "elm", tags, False)
    assert device is not None
    assert len(device["components"]) == len(tags)
    assert len({one["unique_id"] for one in device["components"].values()}) == len(tags)
