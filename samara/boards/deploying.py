"""Several boards deployed to at once, and what a person is told of it."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path

from rich.text import Text

from runtime.errors import SamaraError
from samara.boards import ports
from samara.boards.board_file import BoardFile, load_board
from samara.boards.deployment import Deployed
from samara.boards.deployment import deploy as put
from samara.boards.prompt import open_prompt
from samara.refusal import EXIT_FAILED, Refused
from samara.terminal import err, out


def deploy_all(
    named: list[str], every: bool, boards: list[Path], as_json: bool, retry: int
) -> int:
    """Deploys to the ports named, or to every one; tells how it went; the command's exit code."""
    found = ports.chosen(named, every)
    paths = boards or [Path("board.toml")]
    if len(paths) == 1:
        paths *= len(found)
    if len(paths) != len(found):
        raise Refused(
            f"there are {len(found)} ports and {len(paths)} board files. "
            "Give one --board, or one for each --port."
        )
    files = [load_board(path) for path in paths]
    for warning in dict.fromkeys(text for each in files for text in each.warnings):
        err.print(Text(f"warning: {warning}", style="yellow"))

    def one(where: str, file: BoardFile) -> Deployed | SamaraError:
        def tell(path: str) -> None:
            err.print(Text(f"{where}  {path}", style="dim"))

        return _tried(lambda: _put(where, file, tell), retry)

    with err.status(f"deploying to {', '.join(found)}"), ThreadPoolExecutor(len(found)) as pool:
        done = list(pool.map(one, found, files))
    if as_json:
        print(json.dumps([_as_json(*each) for each in zip(found, files, done, strict=True)]))
    else:
        for where, file, what in zip(found, files, done, strict=True):
            out.print(Text(f"{where}  {file.name}: {_said(what)}"))
    return EXIT_FAILED if any(isinstance(each, SamaraError) for each in done) else 0


def _put(where: str, file: BoardFile, tell: Callable[[str], None]) -> Deployed:
    with open_prompt(where) as prompt:
        return put(prompt, file, tell)


def _tried(attempt: Callable[[], Deployed], retry: int) -> Deployed | SamaraError:
    while True:
        try:
            return attempt()
        except Refused as error:
            return error
        except SamaraError as error:
            if retry == 0:
                return error
            retry -= 1


def _said(what: Deployed | SamaraError) -> str:
    if isinstance(what, SamaraError):
        return f"not deployed: {what}"
    if not what.slot and not what.sent:
        return "nothing had changed"
    copied = f", {len(what.copied)} copied on the board" if what.copied else ""
    slot = f"; slot {what.slot} is tried now" if what.slot else ""
    return f"{len(what.sent)} files, {what.sent_bytes:,} bytes sent{copied}{slot}"


def _as_json(where: str, file: BoardFile, what: Deployed | SamaraError) -> dict[str, object]:
    known: dict[str, object] = {"port": where, "name": file.name}
    if isinstance(what, SamaraError):
        return {**known, "error": str(what)}
    return {**known, **asdict(what)}
