"""Nodes in one process share nothing that can change: what one learns, it was sent."""

import gc
import types

from runtime import wire
from runtime.node import Node, NodeConfig
from spatial.compiler import compile_source

_FIXED = (
    type, types.ModuleType, types.FunctionType, types.BuiltinFunctionType, types.CodeType,
    types.MemberDescriptorType, types.GetSetDescriptorType, str, bytes, int, float,
)  # fmt: skip


def reachable(root):
    """All that can be reached from `root`, by identity, but for code and what is in modules."""
    seen = {}
    todo = [root]
    while todo:
        value = todo.pop()
        if id(value) in seen or isinstance(value, _FIXED):
            continue
        seen[id(value)] = value
        todo.extend(gc.get_referents(value))
    return seen


def in_modules():
    """What every node may reach: the tables of the modules."""
    seen = {}
    for name in ("runtime", "runtime.wire", "runtime.vm.classes", "runtime.vm.interpreter"):
        module = __import__(name, fromlist=["*"])
        for value in vars(module).values():
            if not isinstance(value, types.ModuleType):
                seen.update(reachable(value))
    return seen


def test_two_nodes_that_have_talked_share_nothing_that_can_change():
    program = "import node\nx = [1]\nnode.migrate(node.neighbours()[0][0])\nnode.sleep(9999)"
    nodes = {name: Node(NodeConfig(name.decode()), 116) for name in (b"a", b"b")}
    for now_ms in range(3000):
        if now_ms == 1000:
            nodes[b"a"].inject(now_ms, compile_source(program, "p.py").bricks)
        for name, node in nodes.items():
            node.advance(now_ms)
            for _, frame in node.take_sends():
                other = b"b" if name == b"a" else b"a"
                nodes[other].receive_decoded(now_ms, name, wire.decode(frame), len(frame))
    assert len(nodes[b"b"].messages) == 1
    ours, theirs, common = reachable(nodes[b"a"]), reachable(nodes[b"b"]), in_modules()
    shared = [ours[key] for key in ours if key in theirs and key not in common]
    assert all(isinstance(value, (tuple, frozenset, type(None), bool)) for value in shared), shared
