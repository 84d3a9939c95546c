"""The `samara` command: its subcommands, one file each in `samara/commands`."""

import sys
from typing import Any

import typer
from rich.text import Text
from typer.core import TyperGroup

from runtime.errors import SamaraError
from samara import __version__
from samara.commands.demo import demo
from samara.commands.node import node
from samara.commands.run import run
from samara.commands.sim import sim
from samara.console import err, out
from samara.refusal import EXIT_REFUSED


class _ExplainingGroup(TyperGroup):
    """Turns every error of ours into its message and exit code 2."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except SamaraError as error:
            err.print(Text.assemble(("refused: ", "bold red"), str(error)))
            raise typer.Exit(EXIT_REFUSED) from None


app = typer.Typer(
    name="samara",
    cls=_ExplainingGroup,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Smart messages: programs that move through a field of boards.",
)
app.command()(sim)
app.command()(node)
app.command()(run)
app.command()(demo)


def _print_version(wanted: bool) -> None:
    if wanted:
        out.print(f"samara {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: bool = typer.Option(
        False, "--version", callback=_print_version, is_eager=True, help="Print it and end."
    ),
) -> None:
    pass


def main() -> None:
    """The entry point; Ctrl-C ends it with the shell's own code and no traceback."""
    try:
        app()
    except KeyboardInterrupt:
        sys.exit(130)
