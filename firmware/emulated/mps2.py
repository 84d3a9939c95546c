"""The clock, the lines and the flash of QEMU's mps2-an385, by its registers.

Arm, CMSDK: APB timer (25 MHz, counts down) and UART; addresses of the application note AN385. The
machine has no flash: 1 MB of its 16 MB of memory stands for it, and lasts through a reset.
"""

import micropython
import uctypes
from machine import mem32
from micropython import const

_TIMER = const(0x40000000)
_ALARM = const(0x40001000)
_TICKS_PER_MS = const(25000)
_LONGEST_MS = const(100000)
_CONSOLE = const(0x40004000)
_RADIO = const(0x40005000)
_LINE_ON = const(0b1011)  # it sends, receives, and wakes when it has received
_TX_FULL = const(1)
_RX_FULL = const(2)
_RX_SEEN = const(2)
_CTRL_C = const(3)
_FLASH = const(0x21400000)
_BLOCK_BYTES = const(4096)
_BLOCKS = const(256)
_NVIC_ENABLE = const(0xE000E100)
_NVIC_CLEAR = const(0xE000E280)
_WAKERS = const(0b1000000101)  # bytes on the console, on the radio's line, the alarm
_RESET = const(0xE000ED0C)


class Clock:
    """Milliseconds since it was made. The timer wraps after 171 s: ask more often."""

    def __init__(self):
        mem32[_TIMER + 8] = 0xFFFFFFFF
        mem32[_TIMER] = 1
        self._ms = 0
        self._rest = 0
        self._last = mem32[_TIMER + 4]

    def now_ms(self):
        value = mem32[_TIMER + 4]
        ticks = ((self._last - value) & 0xFFFFFFFF) + self._rest
        self._last = value
        self._ms += ticks // _TICKS_PER_MS
        self._rest = ticks % _TICKS_PER_MS
        return self._ms


class Port:
    """The second line, as `SerialLink` wants it. Ctrl-C on the first raises KeyboardInterrupt."""

    def __init__(self, clock):
        self._clock = clock
        _mask_interrupts()
        mem32[_NVIC_ENABLE] = _WAKERS
        mem32[_RADIO + 16] = 16
        mem32[_RADIO + 8] = _LINE_ON
        mem32[_CONSOLE + 8] = _LINE_ON

    def wait(self, timeout_ms):
        end_ms = self._clock.now_ms() + min(timeout_ms, _LONGEST_MS)
        while not mem32[_RADIO + 4] & _RX_FULL:
            if mem32[_CONSOLE + 4] & _RX_FULL and mem32[_CONSOLE] == _CTRL_C:
                raise KeyboardInterrupt
            left_ms = end_ms - self._clock.now_ms()
            if left_ms <= 0:
                return False
            _sleep(left_ms)
        return True

    def read(self, most_bytes):
        data = bytearray()
        while len(data) < most_bytes and mem32[_RADIO + 4] & _RX_FULL:
            data.append(mem32[_RADIO])
        return data

    def write(self, data):
        for octet in data:
            while mem32[_RADIO + 4] & _TX_FULL:
                pass
            mem32[_RADIO] = octet


def reset():
    """As a board's reset line does: the memory that stands for flash stays."""
    mem32[_RESET] = 0x05FA0004
    while True:
        pass


def _sleep(ms):
    """Stop the processor until a byte comes or `ms` are over."""
    mem32[_ALARM] = 0
    mem32[_ALARM + 4] = ms * _TICKS_PER_MS
    mem32[_ALARM] = 0b1001
    _wait_for_interrupt()
    mem32[_ALARM] = 0
    mem32[_ALARM + 12] = 1
    mem32[_RADIO + 12] = _RX_SEEN
    mem32[_CONSOLE + 12] = _RX_SEEN
    mem32[_NVIC_CLEAR] = _WAKERS


# There are no handlers: masked, what is pending ends the sleep and is cleared.
@micropython.asm_thumb
def _mask_interrupts():
    cpsid(i)  # noqa: F821


@micropython.asm_thumb
def _wait_for_interrupt():
    wfi()  # noqa: F821


class Flash:
    """A block device for littlefs."""

    def __init__(self):
        self._memory = uctypes.bytearray_at(_FLASH, _BLOCK_BYTES * _BLOCKS)

    def readblocks(self, block, buffer, offset=0):
        start = block * _BLOCK_BYTES + offset
        buffer[:] = memoryview(self._memory)[start : start + len(buffer)]

    def writeblocks(self, block, buffer, offset=0):
        start = block * _BLOCK_BYTES + offset
        self._memory[start : start + len(buffer)] = buffer

    def ioctl(self, request, value):
        if request == 4:  # blocks
            return _BLOCKS
        if request == 5:  # bytes of a block
            return _BLOCK_BYTES
        return 0
