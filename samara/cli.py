"""The `samara` command: its subcommands, one file each in `samara/commands`."""

from typing import Any, NoReturn

import typer
from rich.text import Text
from typer.core import TyperGroup

from runtime.errors import SamaraError
from samara import __version__
from samara.commands.check import check
from samara.commands.console import console
from samara.commands.demo import demo
from samara.commands.disasm import disasm
from samara.commands.dissector import dissector
from samara.commands.exec import exec_
from samara.commands.export import export
from samara.commands.node import node
from samara.commands.run import run
from samara.commands.sim import sim
from samara.commands.sweep import sweep
from samara.commands.watch import watch
from samara.refusal import EXIT_INTERRUPTED, EXIT_REFUSED
from samara.terminal import err, out
from spatial.compiler import CompileError


class _ExplainingGroup(TyperGroup):
    """Turns what can be explained into one message: our errors, files, Ctrl-C."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except CompileError as error:  # each complaint begins with its file and line
            err.print(Text(str(error)))
            raise typer.Exit(EXIT_REFUSED) from None
        except SamaraError as error:
            _refuse(str(error))
        except BrokenPipeError:  # `samara ... | head`; Typer ends it quietly
            raise
        except OSError as error:
            if error.filename is None:
                raise
            _refuse(f"{error.filename}: {error.strerror}.")
        except KeyboardInterrupt:
            err.print("interrupted")
            raise typer.Exit(EXIT_INTERRUPTED) from None


def _refuse(text: str) -> NoReturn:
    err.print(Text.assemble(("refused: ", "bold red"), text))
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
app.command()(sweep)
app.command()(node)
app.command()(run)
app.command("exec")(exec_)
app.command()(check)
app.command()(disasm)
app.command()(dissector)
app.command()(watch)
app.command()(export)
app.command()(console)
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
