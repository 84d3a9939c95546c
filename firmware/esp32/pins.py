"""What reads and what writes each kind of pin that a board.toml may name.

`io_tag(pin)` gives (read, write) for an entry of the configuration, either None where there is no
such thing. A sensor that does not answer raises OSError, which the tag space takes for no reading.
"""

import time

from machine import ADC, I2C, PWM, Pin

_SETTLE_MS = 2000  # between two readings of a DHT22 (Aosong, AM2302 data sheet)
_CONVERT_MS = 750  # a DS18B20 at 12 bits (Maxim, DS18B20 data sheet)
_MICROVOLTS = 1_000_000
_DUTY = 65535


def io_tag(pin):
    return _KINDS[pin["kind"]](pin)


class _Dht22:
    """Temperature (C) or humidity (%); asked again only when the sensor may be."""

    def __init__(self, pin):
        import dht

        self._sensor = dht.DHT22(Pin(pin["pin"]))
        self._measures = pin["measures"]
        self._due_ms = 0

    def read(self, now_ms):
        if now_ms >= self._due_ms:
            self._due_ms = now_ms + _SETTLE_MS
            self._sensor.measure()
        if self._measures == "humidity":
            return self._sensor.humidity()
        return self._sensor.temperature()


class _Ds18b20:
    """Temperature (C). A reading starts the next conversion, so that none waits for one."""

    def __init__(self, pin):
        import ds18x20
        import onewire

        self._bus = ds18x20.DS18X20(onewire.OneWire(Pin(pin["pin"])))
        self._address = bytes.fromhex(pin["address"]) if pin.get("address") else None
        self._ready_ms = None
        self._value = None

    def read(self, now_ms):
        if self._ready_ms is None:
            self._start(now_ms)
            time.sleep_ms(_CONVERT_MS)
            now_ms += _CONVERT_MS
        if now_ms >= self._ready_ms:
            self._value = self._bus.read_temp(self._address)
            self._start(now_ms)
        return self._value

    def _start(self, now_ms):
        if self._address is None:
            found = self._bus.scan()
            if not found:
                raise OSError("no DS18B20 on the wire")
            self._address = bytes(found[0])
        self._bus.convert_temp()
        self._ready_ms = now_ms + _CONVERT_MS


class _Analog:
    """Volts times `scale` plus `offset`."""

    def __init__(self, pin):
        self._adc = ADC(Pin(pin["pin"]), atten=ADC.ATTN_11DB)
        self._scale = pin["scale"]
        self._offset = pin["offset"]

    def read(self, now_ms):
        return self._adc.read_uv() / _MICROVOLTS * self._scale + self._offset


class _Digital:
    """0 or 1, once it has been the same for `debounce_ms`."""

    def __init__(self, pin):
        self._pin = Pin(pin["pin"], Pin.IN)
        if pin["pull"] != "none":
            self._pin.init(pull=Pin.PULL_UP if pin["pull"] == "up" else Pin.PULL_DOWN)
        self._flip = int(pin["inverted"])
        self._debounce_ms = pin["debounce_ms"]
        self._value = self._seen = self._pin.value() ^ self._flip
        self._since_ms = 0

    def read(self, now_ms):
        seen = self._pin.value() ^ self._flip
        if seen != self._seen:
            self._seen = seen
            self._since_ms = now_ms
        if now_ms - self._since_ms >= self._debounce_ms:
            self._value = seen
        return self._value


class _Output:
    """A relay or a LED: 0 or 1; `start` from boot on."""

    def __init__(self, pin):
        self._flip = int(pin["inverted"])
        self._value = int(pin["start"])
        self._pin = Pin(pin["pin"], Pin.OUT, value=self._value ^ self._flip)

    def read(self, now_ms):
        return self._value

    def write(self, now_ms, value):
        self._value = 1 if value else 0
        self._pin.value(self._value ^ self._flip)


class _Pwm:
    """The share of time that the pin is high, from 0 to 1."""

    def __init__(self, pin):
        self._pwm = PWM(Pin(pin["pin"]), freq=pin["hz"], duty_u16=0)
        self._share = 0.0

    def read(self, now_ms):
        return self._share

    def write(self, now_ms, value):
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= 1:
            raise OSError("the share of a PWM pin is a number from 0 to 1")
        self._share = value
        self._pwm.duty_u16(int(value * _DUTY))


class _Lm75:
    """Temperature (C) of an LM75 or one that speaks like it (TMP102, TMP75): register 0."""

    def __init__(self, pin):
        self._i2c = I2C(0, sda=Pin(pin["sda"]), scl=Pin(pin["scl"]))
        self._address = pin["address"]

    def read(self, now_ms):
        high, low = self._i2c.readfrom_mem(self._address, 0, 2)
        raw = high << 8 | low
        return (raw - 0x10000 if raw & 0x8000 else raw) / 256


def _tag_of(kind):
    def bound(pin):
        made = kind(pin)
        return made.read, getattr(made, "write", None)

    return bound


_KINDS = {
    "dht22": _tag_of(_Dht22),
    "ds18b20": _tag_of(_Ds18b20),
    "analog": _tag_of(_Analog),
    "digital": _tag_of(_Digital),
    "relay": _tag_of(_Output),
    "led": _tag_of(_Output),
    "pwm": _tag_of(_Pwm),
    "lm75": _tag_of(_Lm75),
}
