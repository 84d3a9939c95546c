"""`samara check`: what a program compiles to, touches and declares."""

import json as json_text
from pathlib import Path
from typing import Any

import typer
from rich.table import Table
from rich.text import Text

from samara import programs
from samara.inspection import inspect
from samara.terminal import out


def check(
    program: Path = typer.Argument(metavar="PROG.py", help="The program; - is standard input."),
    json: bool = typer.Option(False, "--json", help="As JSON, on standard output."),
) -> None:
    """Compile a program and say what it is, or all that is wrong with it.

    Its bricks, the tags that it touches, the bounds that it declares, and those that would do.
    """
    found = inspect(programs.load_or_stdin(program))
    if json:
        out.print(Text(json_text.dumps(found, indent=2, ensure_ascii=False)))
    else:
        _show(found)


def _show(found: dict[str, Any]) -> None:
    bricks = Table(title=Text(found["program"], style="bold"), title_justify="left")
    for heading in ("brick", "name on air"):
        bricks.add_column(heading)
    for heading in ("bytes", "functions", "stack depth"):
        bricks.add_column(heading, justify="right")
    for brick in found["bricks"]:
        bricks.add_row(
            Text(brick["library"] or "the program's own"),
            brick["name"],
            f"{brick['bytes']:,}",
            f"{brick['functions']:,}",
            f"{brick['stack_depth']:,}",
        )
    out.print(bricks)

    facts = Table(show_header=False)
    facts.add_column(style="dim")
    facts.add_column(overflow="fold")
    own, every = found["bytes"]["own"], found["bytes"]["with_library"]
    facts.add_row("hash", found["bricks"][0]["hash"])
    facts.add_row("code on air", f"{own:,} bytes; {every:,} where a node lacks the library too")
    facts.add_row("imports", _names(found["imports"]))
    facts.add_row("regions", _names(found["regions"]))
    tags = found["tags"]
    facts.add_row("reads", _names(tags["reads"]))
    facts.add_row("writes", _names(tags["writes"]))
    if tags["computed"]:
        lines = ", ".join(map(str, tags["computed"]))
        facts.add_row("computed tags", f"in line{'s'[: len(tags['computed']) > 1]} {lines}")
    for name, bound in found["bounds"].items():
        proposed = f"; no run needs more than {bound['proposed']:,}" if "proposed" in bound else ""
        default = "" if bound["declared"] else " (default)"
        facts.add_row(name, f"{bound['value']:,}{default}{proposed}")
    out.print(facts)


def _names(names: list[str]) -> Text:
    return Text(", ".join(names) if names else "none")
