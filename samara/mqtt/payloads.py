"""The topics of a field, and what is in them: one model a topic; docs/mqtt.md is made from both.

Ids of nodes are 16 hex digits. A message (a running program) is named
`<root brick>-<origin node>-<boot epoch>-<number>`, the first two in hex; a copy that it spawned may
have one number more. Times end in
`_s`: seconds since 1970 (UTC) for `time_s`, since the field began for `field_s`. Lengths end in
`_m`, sizes in `_bytes`. Bytes that a program or a tag holds are hex text.
"""

from typing import Annotated, Any, Literal, TypeAlias
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict, Field

ROOT = "samara"

NodeId: TypeAlias = Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]
BrickName: TypeAlias = Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]
MessageId: TypeAlias = Annotated[
    str, Field(pattern=r"^[0-9a-f]{16}-[0-9a-f]{16}(-[0-9]{1,10}){2,3}$")
]
Slug: TypeAlias = Annotated[str, Field(pattern=r"^[A-Za-z0-9_.-]{1,64}$")]


class Payload(BaseModel):
    """What every payload has.

    `seq` counts what the gateway `gateway` published of this kind since its boot `boot_id`: a
    number that is left out is a payload that was lost, and another `boot_id` begins anew.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    gateway: NodeId
    boot_id: str = Field(pattern=r"^[0-9a-f]{16}$")
    seq: int = Field(ge=0)
    time_s: float = Field(description="when it happened, s since 1970")
    field_s: float | None = Field(
        None, description="when it happened, s since the field began; of simulated fields"
    )


# -- the field


class Circle(BaseModel):
    """A region."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    kind: Literal["circle"] = "circle"
    x_m: float
    y_m: float
    radius_m: float


class Polygon(BaseModel):
    """A region."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    kind: Literal["polygon"] = "polygon"
    points_m: list[tuple[float, float]]


class FieldInfo(Payload):
    """What is known of the field as a whole."""

    name: str
    simulated: bool
    nodes: int = Field(description="how many the gateway knows of")
    regions: dict[str, Circle | Polygon]
    radio: str | None = None
    range_m: float | None = None


class ClockState(Payload):
    """How a simulated field's time goes; published on every change, and each second."""

    speed: float = Field(
        ge=0, description="simulated seconds a second that are asked for; 0: as fast as it goes"
    )
    paused: bool
    behind_s: float = Field(description="how far it is behind the speed asked for, s")
    ended: bool = Field(False, description="nothing more happens")


# -- nodes

Status: TypeAlias = Literal["up", "silent", "down", "unknown"]


class NodeState(Payload):
    """A node as the gateway knows it.

    `status` is "up", "silent" (neighbours have noticed that it no longer speaks), "down" (a
    simulated node that has failed) or "unknown" (it was only heard of).
    """

    id: NodeId
    name: str | None
    x_m: float
    y_m: float
    status: Status
    since_s: float = Field(description="since when it has this status, s since 1970")
    heard_s: float | None = Field(None, description="when it was last heard, s since 1970")
    boot_epoch: int | None = None
    resets: int = Field(0, description="boots that the gateway saw after the first")
    is_gateway: bool = False
    regions: list[str] = Field(default_factory=list, description="those that it stands in")
    messages: int | None = Field(None, description="running there")
    messages_most: int | None = None
    memory_free_bytes: int | None = Field(None, description="of what messages may take")
    memory_bytes: int | None = None
    code_bytes: int | None = Field(None, description="held in the code cache")
    code_most_bytes: int | None = None
    code_bricks: list[str] | None = Field(None, description="names, 16 hex digits")
    tag_bytes: int | None = Field(None, description="held by tags that messages created")
    admitted: int = Field(0, description="messages that began or arrived there")
    refused: int = Field(0, description="messages that it would not take")
    frames: int | None = Field(None, description="heard, since its boot")
    bad_frames: int | None = None
    battery: float | None = Field(None, ge=0, le=1, description="share of it that is left")


class Link(BaseModel):
    """One direction of a link, as the node that hears has it.

    `measured`: `quality` is the share of the neighbour's beacons that come through. Otherwise it
    is inferred, from a message that went that way or from positions, and `quality` is null.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    peer: NodeId
    measured: bool
    quality: float | None = Field(None, ge=0, le=1)
    both_ways: bool = Field(False, description="the peer says that it hears this node")


class NodeLinks(Payload):
    """Whom a node hears."""

    id: NodeId
    links: list[Link]


class TagState(Payload):
    """A tag of a node; an empty retained payload takes it away."""

    node: NodeId
    name: str
    value: Any
    unit: str | None = None
    io: bool = Field(False, description="bound to a sensor or an actuator of the node")
    writable: bool = True
    message: MessageId | None = Field(None, description="who wrote it; null: the node's owner")


# -- messages


class Report(Payload):
    """What a program reported.

    One that comes twice, from two gateways or after one was started anew, has the same `id`. A
    value {"node": id or name, "tags": {name: value or {"value", "unit", "writable"}}} is shown as
    tags of that node, too.
    """

    id: str
    message: MessageId
    node: NodeId
    value: Any


# Those that the description of Event names; a node may have more to say one day.
EventKind: TypeAlias = Annotated[str, Field(pattern=r"^[a-z-]{1,32}$")]


class Event(Payload):
    """Something that happened at a node, to a message or to the node itself.

    injected, arrived, finished: a message began there, came there from `peer`, ended well there.
    hop: it left for `peer`, where it has started; `reason` says what its routing did: "greedy",
    "perimeter", "request", ...; null where that is not known (see the trace).
    stayed: its hop to `peer` failed and it knows, `error` and `text` say why ("Refused": text
    says which resource).
    cloned, broadcast: a copy `message` of the message `of` began there, or at all who hear it.
    in-doubt: it may have started at `peer`, which is being asked. lost: nobody can tell, `text`
    says why. killed: it exceeded a bound, or an operator ended it; `text` says which. failed: it
    ended by the exception `error`. refused: the node would not take it, for want of `resource`:
    `need` of it, where there is `bound`. print: `text`. brick: code `brick` of `size_bytes` came
    over the air from `peer`. neighbour: `text` is "rebooted" or "no-room" of `peer`. joined: the
    field has the node, or has it again. silent: the node no longer hears `peer`. dropped: a frame
    that was no good, `text` says why. down, up: a simulated node failed or came back. reset: the
    node has begun anew. forgotten: an operator had the node forgotten.
    """

    kind: EventKind
    node: NodeId
    message: MessageId | None = None
    peer: NodeId | None = None
    of: MessageId | None = None
    reason: str | None = None
    error: str | None = None
    text: str | None = None
    trace: str | None = Field(None, description="in lines of the source, as Python prints it")
    line: int | None = Field(None, description="of the program's own source, innermost")
    resource: str | None = None
    need: int | None = None
    bound: int | None = None
    brick: BrickName | None = None
    size_bytes: int | None = Field(None, description="of the state that arrived, or of a brick")


AppStatus: TypeAlias = Literal["running", "in-doubt", "finished", "failed", "killed", "lost"]


class AppState(Payload):
    """A message as the gateway knows it, while it is under way and for a while after."""

    message: MessageId
    program: BrickName
    origin: NodeId
    node: NodeId = Field(description="where it was last known to be")
    status: AppStatus
    text: str | None = Field(None, description="why it ended, where it did not end well")
    started_s: float | None = None
    ended_s: float | None = None
    hops: int = 0
    state_bytes: int | None = Field(None, description="at its last hop")
    reports: int = 0
    of: MessageId | None = Field(None, description="the message that it is a copy of")
    traced: bool = False


class ProgramInfo(Payload):
    """A program that this gateway has injected, with its source."""

    program: BrickName
    filename: str
    source: str
    bounds: dict[str, int]
    bricks_bytes: int


class Variable(BaseModel):
    """A variable of a program, as `repr` shows it, cut off where it is long."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    name: str
    value: str


class TraceFrame(BaseModel):
    """One call of the program, outermost first; `library`: of a library, not of the program."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    function: str
    file: str
    line: int
    text: str
    library: bool = False
    variables: list[Variable] = Field(default_factory=list)


class TraceHop(Payload):
    """One hop of a journey that is traced, or its beginning (`n` 0) or end (`to` null).

    A `broadcast` is of copies that begin at all who hear it; `reason` says what for. A hop is taken
    when the message leaves: `frames` and `variables` are what it carries. Library
    frames show no variables unless they were asked for.
    """

    message: MessageId
    n: int = Field(ge=0, description="hops so far, this one included")
    node: NodeId
    to: NodeId | None
    outcome: Literal[
        "began", "hop", "broadcast", "stayed", "finished", "failed", "killed", "lost", "in-doubt"
    ]
    reason: str | None
    took_s: float | None = Field(None, description="from the offer to the answer")
    state_bytes: int | None = None
    air_bytes: int | None = Field(None, description="of all frames of this hop that are known")
    air_frames: int | None = None
    gas: int | None = Field(None, description="spent so far, in all")
    visit_gas: int | None = Field(None, description="spent on the node that it leaves")
    hops_left: int | None = None
    line: int | None = Field(None, description="of the program's own source")
    text: str | None = Field(None, description="of that line; or why it stayed or ended")
    frames: list[TraceFrame] = Field(default_factory=list)
    variables: list[Variable] = Field(
        default_factory=list, description="the program's global variables"
    )
    extra_air_bytes: int = Field(0, description="that tracing this hop has cost on air")
    budget_left_bytes: int = Field(description="of the trace, in bytes of its records")
    cut: bool = Field(False, description="the budget did not allow frames and variables")


# -- the gateway


class Standing(BaseModel):
    """A program that is to run again and again: at times, or whenever a node joins a region.

    `at` is "minute hour day month weekday" as cron has it, in UTC; `joins` the name of a region.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    name: Slug
    source: str = Field(max_length=262_144)
    filename: str = Field("<standing>", max_length=256)
    at: str | None = Field(None, max_length=128)
    joins: str | None = Field(None, max_length=64)
    node: str | None = Field(None, description="where it starts; the gateway's own choice if null")


class StandingState(Standing):
    """A standing program, and what became of it."""

    runs: int = 0
    last_s: float | None = None
    next_s: float | None = None
    last_error: str | None = None


class GatewayState(Payload):
    """The gateway itself; with `online` false it is the broker that says so: its last will."""

    id: NodeId
    name: str
    online: bool
    version: str
    simulated: bool = False
    started_s: float | None = None
    waiting: int = Field(0, description="payloads that wait on disk for the broker")
    waiting_bytes: int = 0
    discarded: int = Field(0, description="of those that waited, since there was no room")
    coalesced: int = Field(0, description="updates that a newer one of their topic overtook")
    traces: dict[str, int] = Field(
        default_factory=dict, description="what is traced, and bytes left of each budget"
    )
    standing: list[StandingState] = Field(default_factory=list)
    commands: list[str] = Field(default_factory=list, description="those that it takes")


# -- commands


class Command(BaseModel):
    """What every command may have.

    The answer has the same `id`, and goes to `samara/<field>/answer/<client>`, or to
    `samara/<field>/answer` where no client is given. With `gateway` only that one takes it.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    id: str = Field(min_length=1, max_length=64)
    client: Slug | None = None
    gateway: NodeId | None = None


class Rebirth(Command):
    """Publish every retained topic again."""


class Check(Command):
    """Compile a program and say what is wrong with it, or what `samara check` says of it."""

    source: str = Field(max_length=262_144)
    filename: str = Field("<program>", max_length=256)


class Inject(Check):
    """Compile a program and start it at a node."""

    node: str | None = Field(None, description="name or id; the gateway's own choice if null")
    seed: int = Field(0, ge=0, le=0xFFFFFFFF)
    trace_bytes: int | None = Field(
        None, ge=0, le=100_000_000, description="trace its journey within this budget"
    )


class Kill(Command):
    """End a message: wherever it is in a simulation, else where it is on the gateway's own node."""

    message: MessageId


class Trace(Command):
    """Trace a message, or every message of a program, from now on; a budget of 0 ends it."""

    message: MessageId | None = None
    program: BrickName | None = None
    budget_bytes: int = Field(ge=0, le=100_000_000)
    library_variables: bool = False


class Write(Command):
    """Write a tag of a node that the gateway reaches, as its owner."""

    node: str
    tag: str = Field(max_length=64)
    value: Any


class Toggle(Command):
    """Write an I/O tag that the gateway has told Home Assistant of, and no other."""

    node: str
    tag: str = Field(max_length=64)
    value: bool | int | float | Annotated[str, Field(max_length=255)]


class Press(Command):
    """Start a standing program now."""

    name: Slug


class Forget(Command):
    """Forget a node that is gone: its retained topics are taken away."""

    node: str


class Pause(Command):
    """Hold a simulation."""


class Resume(Command):
    """Let a simulation go on."""


class Step(Command):
    """Let a paused simulation go on for so many simulated seconds."""

    seconds: float = Field(1.0, gt=0, le=3600)


class Speed(Command):
    """Simulated seconds a second; 0: as fast as it goes."""

    speed: float = Field(ge=0, le=10_000)


class Turn(Command):
    """Have a simulated node fail, with all that it holds, or begin anew."""

    node: str
    on: bool


class AddStanding(Command):
    """Keep a program that is to run again and again; one of the same name is replaced."""

    standing: Standing


class RemoveStanding(Command):
    """Let go of one."""

    name: Slug


class Problem(BaseModel):
    """What is wrong with a program."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    file: str
    line: int
    column: int
    text: str


class Answer(Payload):
    """What became of a command; `reason` says why where `ok` is false.

    `result` of inject is {"message", "program", "node"}, of check what `samara check` has. `id` and
    `command` are null where the payload did not say them.
    """

    id: str | None
    command: str | None
    ok: bool
    reason: str | None = None
    result: Any = None
    problems: list[Problem] = Field(default_factory=list)


COMMANDS: dict[str, type[Command]] = {
    "rebirth": Rebirth,
    "check": Check,
    "inject": Inject,
    "kill": Kill,
    "trace": Trace,
    "write": Write,
    "toggle": Toggle,
    "press": Press,
    "forget": Forget,
    "pause": Pause,
    "resume": Resume,
    "step": Step,
    "speed": Speed,
    "turn": Turn,
    "standing-add": AddStanding,
    "standing-remove": RemoveStanding,
}
"""What goes to `samara/<field>/cmd/<name>`."""


class Topic:
    """A row of the table: the kind that `seq` counts, the topic's form, its model."""

    def __init__(self, kind: str, form: str, model: type[Payload], retained: bool) -> None:
        self.kind = kind
        self.form = form
        self.model = model
        self.retained = retained


TOPICS = {
    row.kind: row
    for row in (
        Topic("field", "samara/<field>/info", FieldInfo, True),
        Topic("clock", "samara/<field>/clock", ClockState, True),
        Topic("node", "samara/<field>/node/<id>/state", NodeState, True),
        Topic("links", "samara/<field>/node/<id>/links", NodeLinks, True),
        Topic("tag", "samara/<field>/node/<id>/tag/<name>", TagState, True),
        Topic("node-event", "samara/<field>/node/<id>/event", Event, False),
        Topic("app", "samara/<field>/app/<message>/state", AppState, True),
        Topic("event", "samara/<field>/app/<message>/event", Event, False),
        Topic("report", "samara/<field>/app/<message>/report", Report, False),
        Topic("trace", "samara/<field>/app/<message>/trace", TraceHop, False),
        Topic("program", "samara/<field>/program/<root>", ProgramInfo, True),
        Topic("gateway", "samara/<field>/gateway/<id>/state", GatewayState, True),
        Topic("answer", "samara/<field>/answer[/<client>]", Answer, False),
    )
}
"""Every topic that a gateway publishes, by its kind."""


def level(text: str) -> str:
    """`text` as one level of a topic: letters, digits, `-_.~` stay, others become %XX."""
    return quote(text, safe="")


class Topics:
    """The topics of one field."""

    def __init__(self, field: str) -> None:
        self.base = f"{ROOT}/{level(field)}"
        self.info = f"{self.base}/info"
        self.clock = f"{self.base}/clock"
        self.commands = f"{self.base}/cmd/#"

    def node(self, node: str, part: str = "state") -> str:
        return f"{self.base}/node/{node}/{part}"

    def tag(self, node: str, name: str) -> str:
        return f"{self.base}/node/{node}/tag/{level(name)}"

    def app(self, message: str, part: str) -> str:
        return f"{self.base}/app/{message}/{part}"

    def program(self, root: str) -> str:
        return f"{self.base}/program/{root}"

    def gateway(self, gateway: str) -> str:
        return f"{self.base}/gateway/{gateway}/state"

    def command(self, name: str) -> str:
        return f"{self.base}/cmd/{name}"

    def answer(self, client: str | None = None) -> str:
        return f"{self.base}/answer" + ("" if client is None else f"/{client}")
