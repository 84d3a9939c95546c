"""What a compiled program is: its bricks, the tags that it touches, the bounds that it declares."""

from typing import Any

from runtime.message import Bounds
from runtime.vm import Brick, load_brick
from runtime.vm.verifier import heights
from samara.tags import tags_of
from spatial.compiler import Program, library_bricks


def stack_depth(brick: Brick, function: int) -> int:
    """The most that a function has on its operand stack."""
    return max(heights(brick.function(function)).values(), default=0)


def inspect(program: Program) -> dict[str, Any]:
    """All of it, as JSON has it."""
    library = {data: name for name, data in library_bricks().items()}
    bricks = [_brick(program, data, library.get(data)) for data in program.bricks]
    root = load_brick(program.bricks[0])
    tags = tags_of("\n".join(program.maps[root.name].source))
    defaults = Bounds(**program.bounds)
    return {
        "program": program.maps[root.name].filename,
        "bricks": bricks,
        "bytes": {
            "own": sum(brick["bytes"] for brick in bricks if not brick["library"]),
            "with_library": sum(brick["bytes"] for brick in bricks),
        },
        "stack_depth": bricks[0]["stack_depth"],
        "imports": list(root.import_names),
        "regions": list(program.regions),
        "tags": {"reads": tags.reads, "writes": tags.writes, "computed": tags.computed},
        "bounds": {
            name: {
                "value": getattr(defaults, name),
                "declared": name in program.bounds,
                **({"proposed": program.proposed[name]} if name in program.proposed else {}),
            }
            for name in sorted(Bounds.__slots__)
        },
    }


def _brick(program: Program, data: bytes, library: str | None) -> dict[str, Any]:
    brick = load_brick(data)
    count = len(brick.flags)
    return {
        "name": brick.name.hex(),
        "hash": brick.hash.hex(),
        "source": program.maps[brick.name].filename,
        "library": library,
        "bytes": len(data),
        "functions": count,
        "stack_depth": max(stack_depth(brick, index) for index in range(count)),
    }
