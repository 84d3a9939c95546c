"""Nodes that run scripts (tests/script_vm.py) on a virtual bus, and what became of messages."""

from collections import Counter

import runtime.node
from runtime import wire
from runtime.node import Node, NodeConfig
from runtime.tagspace import Held
from sim.bus import VirtualBus
from tests import script_vm

MTU_BYTES = 116


def beacon(node_id, epoch=1, x_cm=0, y_cm=0, period_ms=1000, **told):
    """A beacon; `told` has the fields that are not as those of a node alone."""
    usual = {"serial": 0, "short": node_id[-2:], "clash": b"", "clock_age_s": 0xFFFF, "clock_ms": 0,
             "load": 0, "degree": 0, "heard": b""}
    return wire.Beacon(node_id, epoch, x_cm, y_cm, period_ms, **{**usual, **told})


def scripted(monkeypatch):
    """Nodes run scripts from here on."""
    monkeypatch.setattr(runtime.node, "vm", script_vm)


def add_node(bus, name, mtu_bytes=MTU_BYTES, position_cm=(0, 0), pinned=(), runs=None, **config):
    """A station whose node has the I/O tag "runs", which survives its boots."""
    runs = runs or Held(0)

    def make(epoch):
        node = Node(
            NodeConfig(name, boot_epoch=epoch, position_cm=position_cm, **config),
            mtu_bytes,
            pinned,
        )
        node.tags.bind("runs", runs.read, runs.write, rights="others:read,write")
        return node

    station = bus.add(make)
    station.runs = runs
    return station


def pair(settle_ms=3000, config=None, mtu_bytes=MTU_BYTES, **bus_options):
    """A bus with nodes "a" and "b" that know each other."""
    loss = bus_options.pop("loss", 0.0)
    bus = VirtualBus(**bus_options)
    a = add_node(bus, "a", mtu_bytes, **(config or {}))
    b = add_node(bus, "b", mtu_bytes, **(config or {}))
    bus.run(settle_ms)
    bus.loss = loss
    return bus, a, b


def id8(station):
    return station.live().config.id8


def kinds(bus):
    """How often each kind of event has been."""
    return Counter(kind for _, _, kind, _ in bus.events)


def of(bus, kind):
    """The fields of the events of one kind."""
    return [fields for _, _, event_kind, fields in bus.events if event_kind == kind]


def reports(bus):
    return [fields["value"] for fields in of(bus, "report")]


def assert_nothing_is_held(station):
    """No message, no reservation, no brick held: the node is as empty as at boot."""
    assert_nothing_is_held_by(station.live())


def assert_nothing_is_held_by(node):
    assert node.messages == []
    assert node._admission.used_bytes == 0
    assert node._admission.used_messages == 0
    assert node._departures.count() == 0
    assert node._arrivals.count() == 0
    assert node._scheduler.ready() == 0
    for entry in node.cache._entries.values():
        assert entry.holders == 0
