"""`samara keygen`: keys of operators, fields and nodes, in files that only their owner reads."""

from pathlib import Path

import typer

from samara import keys
from samara.terminal import out

keygen = typer.Typer(
    no_args_is_help=True, help="Make keys: of an operator, of a field, of a node in it."
)


@keygen.command()
def operator(
    file: Path = typer.Argument(metavar="FILE", help="The key file to make."),
) -> None:
    """The key that signs programs. Its public half goes into the policies of nodes."""
    public = keys.make_operator(file)
    out.print(f"{file}: {keys.told(public)}", soft_wrap=True)


@keygen.command()
def field(
    file: Path = typer.Argument(metavar="FILE", help="The key file to make."),
) -> None:
    """The keys of a field. Keep them; each node gets a file of its own made from them."""
    keys.make_field(file)
    out.print(f"{file}: the keys of a field. Next: samara keygen node {file} NAME NODE.key")


@keygen.command()
def node(
    field: Path = typer.Argument(metavar="FIELD.key", help="The keys of the field."),
    name: str = typer.Argument(metavar="NAME", help="The node's name."),
    file: Path = typer.Argument(metavar="FILE", help="The key file to make."),
) -> None:
    """What one node of a field has, for `samara node --key`, or a visitor's `samara run`."""
    node_id = keys.make_node(field, name, file)
    out.print(f"{file}: the key of node {name}, id {node_id.hex()}", soft_wrap=True)


@keygen.command()
def rotate(
    field: Path = typer.Argument(metavar="FIELD.key", help="The keys of the field; it changes."),
    file: Path = typer.Argument(metavar="BULLETIN", help="The file to make."),
    revoke: list[str] = typer.Option(
        [], metavar="NAME", help="A node that gets no new key: a stolen one, say. Repeat it."
    ),
    heard: int = typer.Option(
        3600, min=0, max=1_000_000, metavar="S", help="Seconds that the old key is heard still."
    ),
) -> None:
    """A new key for all nodes of a field but those revoked. Then: samara rekey BULLETIN."""
    number = keys.rotate(field, revoke, heard, file)
    out.print(f"{file}: key {number}; bring it into the field with: samara rekey {file} --via ...")
