"""`samara demo`: the sprinkler on a field of 200 nodes."""

from pathlib import Path

import typer
from rich.text import Text

from samara import simulation
from samara.refusal import Refused
from samara.terminal import out as terminal

_EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "sprinkler"


def demo(
    out: Path = typer.Option(Path("out"), metavar="FOLDER", help="Where the results go."),
    seed: int = typer.Option(1, min=0, metavar="N", help="Of everything that is random."),
) -> None:
    """Water the hottest spot of the left hill, in a field of 200 nodes in ns-3."""
    if not _EXAMPLE.is_dir():
        raise Refused("the demo needs the examples, which come with Samara's sources: git clone.")
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Refused(f"--out: cannot make the folder {out}: {error.strerror}.") from None
    request = simulation.Request(_EXAMPLE / "field.toml", _EXAMPLE / "water_hottest.py", seed=seed)
    json, plot = out / "sprinkler.json", out / "sprinkler.png"
    code = simulation.run_and_tell(request, json, plot)
    terminal.print(Text(f"{json}\n{plot}"))
    raise typer.Exit(code)
