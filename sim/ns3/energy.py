"""What radios take from their batteries: times of the PHY's states, by currents of data sheets."""

from dataclasses import dataclass

from sim.ns3.field import Currents

DATA_SHEETS = {
    "802.15.4": Currents(
        volts=3.0,
        transmit_ma=17.4,
        receive_ma=18.8,
        listen_ma=18.8,
        idle_ma=0.426,
        off_ma=0.00002,
        source="TI CC2420 data sheet (SWRS041c), electrical specifications: current consumption at "
        "0 dBm, in receive and idle mode, and with the regulator off",
    ),
    "802.11b": Currents(
        volts=3.3,
        transmit_ma=240.0,
        receive_ma=100.0,
        listen_ma=100.0,
        idle_ma=20.0,
        off_ma=0.001,
        source="Espressif ESP32 data sheet, RF and low-power consumption: 802.11b at 19.5 dBm, "
        "reception, modem sleep at 80 MHz, power off",
    ),
}


@dataclass(frozen=True)
class Energy:
    """What the radio of one node did with its time, and what that took.

    A transceiver that is set to send counts as sending. `above_idle_j` is what the frames took,
    sent and received, above a radio that idles: without listening in between, of which a network
    that sleeps by a schedule does little.
    """

    transmit_s: float
    receive_s: float
    listen_s: float
    off_s: float
    joules: float
    above_idle_j: float


def energy(
    currents: Currents, transmit_s: float, receive_s: float, listen_s: float, off_s: float
) -> Energy:
    """Of the seconds spent in each state."""
    ma_s = (
        transmit_s * currents.transmit_ma
        + receive_s * currents.receive_ma
        + listen_s * currents.listen_ma
        + off_s * currents.off_ma
    )
    above_ma_s = transmit_s * (currents.transmit_ma - currents.idle_ma) + receive_s * (
        currents.receive_ma - currents.idle_ma
    )
    return Energy(
        round(transmit_s, 6),
        round(receive_s, 6),
        round(listen_s, 6),
        round(off_s, 6),
        round(ma_s * currents.volts / 1000, 6),
        round(above_ma_s * currents.volts / 1000, 6),
    )
