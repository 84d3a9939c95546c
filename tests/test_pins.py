"""The library compiles to the bricks that are pinned, every time and on every host."""

import json
import subprocess
import sys

from samara import pins
from spatial.compiler import library_bricks


def test_the_library_compiles_to_the_bricks_that_are_pinned():
    assert pins.compiled() == pins.pinned(), "if this is meant: make pins"


def test_another_process_with_another_hash_seed_compiles_the_same_bricks():
    code = "import json; from samara import pins; print(json.dumps(pins.compiled()))"
    for seed in ("1", "2"):
        done = subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": seed, "PATH": ""},
            capture_output=True,
            text=True,
            check=True,
            cwd=pins.PINS.parents[2],
        )
        assert json.loads(done.stdout) == pins.compiled()


def test_every_library_brick_fits():
    for name, data in library_bricks().items():
        assert len(data) <= 4096, name
