"""`simulate`: a field and programs in, an outcome out."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from sim.ns3.check import check
from sim.ns3.field import Field, Injection
from sim.ns3.field_error import FieldError, did_you_mean
from sim.ns3.live import Facts, Pace
from sim.ns3.outcome import Outcome
from sim.ns3.process import run_in_child
from sim.ns3.radios import Rng
from sim.ns3.simulation import Job, Progress, Start
from spatial.compiler import Program, compile_file, library_bricks


def simulate(
    field: Field,
    injections: Iterable[Injection] | None = None,
    *,
    seed: int = 1,
    until_s: float | None = None,
    start_time_s: float = 0.0,
    rng: Rng | None = None,
    on_progress: Progress | None = None,
    trace: Path | str | None = None,
    pcap: Path | str | None = None,
    animation: Path | str | None = None,
    real_time: bool = False,
    real: Mapping[str, tuple[str, int]] | None = None,
) -> Outcome:
    """Runs the field in ns-3 until its programs have ended, or for `until_s`.

    `injections` None takes those of the field file. A program is a path, which is compiled, or
    what `spatial.compiler` gave for one. `seed` is ns-3's run, `rng` its seed and first stream.
    Without `until_s` an injection that repeats starts once. `start_time_s` is the time of the
    readings when the simulation begins. `on_progress` is told the simulated seconds and ns-3's
    events now and then. `trace` (Parquet), `pcap` and `animation` (NetAnim's XML) are files to
    write. With `real_time` the run keeps to the wall clock; `real` nodes, by name, are processes
    over UDP (`sim.ns3.real_time`), whose radios listen at (host, port).
    """
    job = prepare(
        field,
        injections,
        seed=seed,
        until_s=until_s,
        start_time_s=start_time_s,
        rng=rng,
        trace=trace,
        pcap=pcap,
        animation=animation,
        real_time=real_time,
        real=real,
    )
    return run_in_child(job, on_progress)


def prepare(
    field: Field,
    injections: Iterable[Injection] | None = None,
    *,
    seed: int = 1,
    until_s: float | None = None,
    start_time_s: float = 0.0,
    rng: Rng | None = None,
    trace: Path | str | None = None,
    pcap: Path | str | None = None,
    animation: Path | str | None = None,
    real_time: bool = False,
    real: Mapping[str, tuple[str, int]] | None = None,
    pace: Pace | None = None,
    facts: Facts | None = None,
    closely: bool = False,
) -> Job:
    """A run as `simulate` has it, checked and compiled, for whichever process.

    With a `pace` it is a live one (`sim.ns3.live`), of whose nodes `facts` are seen; `closely`: and
    the variables of messages, and what nodes spend.
    """
    check(field)
    if rng is not None and not (0 < rng.seed < 2**32 and 0 <= rng.first_stream < 2**62):
        raise FieldError(
            field.file or field.name,
            f"{rng}: ns-3's seed is from 1 to 2**32 - 1, its streams from 0. Give others.",
        )
    chosen = field.injections if injections is None else tuple(injections)
    if not chosen and until_s is None and pace is None:
        raise FieldError(
            field.file or field.name,
            "nothing is injected, and the simulation has no end. Give a program, or until_s.",
        )
    _check_real(field, chosen, real or {})
    compiled: dict[object, Program] = {}
    return Job(
        field,
        tuple(_start(field, injection, compiled) for injection in chosen),
        tuple(library_bricks().values()),
        seed,
        until_s,
        start_time_s,
        rng,
        trace=_absolute(trace),
        pcap=_absolute(pcap),
        animation=_absolute(animation),
        real=dict(real or {}),
        real_time=real_time or bool(real),
        pace=pace,
        facts=facts,
        closely=closely,
    )


def _absolute(path: Path | str | None) -> Path | None:
    """The path for a process that works in another folder."""
    return None if path is None else Path(path).resolve()


def _check_real(
    field: Field, injections: Iterable[Injection], real: Mapping[str, tuple[str, int]]
) -> None:
    """Refuses real nodes that are not there, and what only a simulated one can do."""
    where = field.file or field.name
    names = [node.name for node in field.nodes]
    for name in real:
        if name not in names:
            raise FieldError(where, f'there is no node "{name}". {did_you_mean(name, names)}')
    for injection in injections:
        at = names[0] if injection.at is None else injection.at
        if at in real:
            raise FieldError(
                where,
                f'a program is to start at "{at}", which is a process of its own. Start it there '
                "with `samara run`, or at a simulated node.",
            )
    for outage in field.outages:
        if outage.node in real:
            raise FieldError(
                where, f'"{outage.node}" is to fail, and is a process of its own. End that.'
            )


def _start(field: Field, injection: Injection, compiled: dict[object, Program]) -> Start:
    names = [node.name for node in field.nodes]
    at = names[0] if injection.at is None else injection.at
    if at not in names:
        raise FieldError(
            field.file or field.name, f'there is no node "{at}". {did_you_mean(at, names)}'
        )
    program = injection.program
    if not isinstance(program, Program):
        if program not in compiled:
            compiled[program] = compile_file(program)
        program = compiled[program]
    return Start(program, at, injection.time_s, injection.every_s)
