"""Which pins a chip has, and what each may be used for.

From Espressif's data sheets of the ESP32, the ESP32-S3 and the ESP32-C3, their sections on pins.
ADC2 of the ESP32 and the ESP32-S3 cannot be read while the radio is on, which it always is.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Chip:
    """`why_not` says of pins that exist why they are taken; `shared` warns of those with a duty at
    start-up; `inputs` cannot drive anything; `analog` are those that measure a voltage."""

    name: str
    pins: frozenset[int]
    why_not: dict[int, str]
    shared: dict[int, str]
    inputs: frozenset[int]
    analog: frozenset[int]


def _each(pins: range, why: str) -> dict[int, str]:
    return dict.fromkeys(pins, why)


_FLASH = "the flash chip is wired to it"
_USB = "the USB port is wired to it"
_STRAP = "the chip reads it at start-up to decide how to boot"

CHIPS = {
    "esp32": Chip(
        "ESP32",
        frozenset({*range(24), *range(25, 28), *range(32, 40)} - {20}),
        _each(range(6, 12), _FLASH)
        | {1: "the serial console sends on it", 3: "the serial console receives on it"},
        {0: _STRAP, 2: _STRAP, 5: _STRAP, 12: _STRAP, 15: _STRAP},
        frozenset(range(34, 40)),
        frozenset(range(32, 40)),
    ),
    "esp32s3": Chip(
        "ESP32-S3",
        frozenset({*range(22), *range(26, 49)}),
        _each(range(26, 33), _FLASH) | _each(range(19, 21), _USB),
        {0: _STRAP, 3: _STRAP, 45: _STRAP, 46: _STRAP}
        | _each(range(33, 38), "modules with octal memory use it"),
        frozenset(),
        frozenset(range(1, 11)),
    ),
    "esp32c3": Chip(
        "ESP32-C3",
        frozenset(range(22)),
        _each(range(12, 18), _FLASH) | _each(range(18, 20), _USB),
        {2: _STRAP, 8: _STRAP, 9: _STRAP},
        frozenset(),
        frozenset(range(5)),
    ),
    "pi": Chip(
        "Raspberry Pi",
        frozenset(range(2, 28)),
        {},
        _each(range(14, 16), "the serial console may be on it"),
        frozenset(),
        frozenset(),
    ),
    "emulated": Chip("emulated board", frozenset(), {}, {}, frozenset(), frozenset()),
}
