"""`samara console`: a field on a page in a browser."""

import webbrowser
from importlib.util import find_spec
from pathlib import Path

import typer
from rich.text import Text

from samara.gateway import options
from samara.refusal import Refused
from samara.shapes import address as udp_address
from samara.terminal import out

LISTEN = "127.0.0.1:8060"


def console(
    file: Path | None = typer.Argument(
        None, metavar="[FILE]", help="A field that a console has saved."
    ),
    mqtt: str | None = typer.Option(
        None, metavar="URL", help="The broker of a field: mqtt://[USER@]HOST[:PORT]."
    ),
    field: str | None = typer.Option(
        None, metavar="NAME", help="Which field of the broker; default: the only one."
    ),
    mqtt_password_file: Path | None = options.PASSWORD_FILE,
    mqtt_ca: Path | None = options.CA_FILE,
    listen: str = typer.Option(LISTEN, metavar="HOST:PORT", help="Where the page is served."),
    password_file: Path | None = typer.Option(
        None,
        metavar="FILE",
        help="The password of the page; or in SAMARA_CONSOLE_PASSWORD.",
    ),
    plan: str | None = typer.Option(
        None, metavar="IMAGE:X0,Y0,X1,Y1", help="A site plan, and its corners in metres."
    ),
    origin: str | None = typer.Option(
        None, metavar="LAT,LON", help="Where on Earth (0, 0) is: the grid is in degrees."
    ),
    browse: bool = typer.Option(False, "--open", help="Open it in a browser."),
) -> None:
    """Show a field on a page: the map, journeys, programs, nodes and events."""
    need_console()
    if (file is None) == (mqtt is None):
        raise Refused("give a field to show: a FILE that a console has saved, or --mqtt URL.")
    from samara.console.server import Console, Plan

    shown = None if plan is None else Plan(*site_plan(plan))
    where = None if origin is None else on_earth(origin)
    if file is not None:
        from samara.console.export import opened

        made = Console(opened(file), plan=shown, origin=where)
    else:
        from samara.console.brokered import BrokerField, the_field
        from samara.console.field_model import FieldModel
        from samara.mqtt.address import parse

        address = parse(str(mqtt), mqtt_password_file, mqtt_ca)
        model = FieldModel()
        source = BrokerField(model, address, field or the_field(address))
        made = Console(model, source, plan=shown, origin=where)
    show(made, listen, password_file, browse)


def show(made: object, listen: str, password_file: Path | None, browse: bool = False) -> None:
    """Serves a console until Ctrl-C, and says where."""
    from samara.console.access import is_loopback, password_from
    from samara.console.server import Console, listen_on, serve

    assert isinstance(made, Console)
    host, _, port = udp_address("--listen", listen).rpartition(":")
    password = password_from(password_file, host)
    listening = listen_on(host, int(port))
    at = listening.getsockname()[1]
    shown = host if is_loopback(host) else "this machine's address"
    url = f"http://{shown}:{at}/"
    out.print(Text.assemble("The console is at ", (url, "bold"), ". Ctrl-C ends it."))
    if browse:
        webbrowser.open(f"http://127.0.0.1:{at}/")
    serve(made, listening, password)


def need_console() -> None:
    """Refuses where what the page is made with is not installed."""
    if find_spec("nicegui") is None:
        raise Refused("the console needs NiceGUI. Type: pip install 'samara[console]'")


def on_earth(text: str) -> tuple[float, float]:
    """The latitude and the longitude of `--origin`."""
    try:
        latitude, longitude = (float(part) for part in text.split(","))
    except ValueError:
        latitude = longitude = 1e9
    if not (-85 <= latitude <= 85 and -180 <= longitude <= 180):
        raise Refused(f"--origin {text}: give degrees north and east, as in 40.52196,-74.46076.")
    return latitude, longitude


def site_plan(text: str) -> tuple[Path, tuple[float, float, float, float]]:
    """The image and the corners of `--plan`."""
    name, _, corners = text.rpartition(":")
    try:
        x0, y0, x1, y1 = (float(part) for part in corners.split(","))
    except ValueError:
        raise Refused(
            f"--plan {text}: give an image and its corners in metres, as in site.png:0,0,400,300."
        ) from None
    if not (x0 < x1 and y0 < y1):
        raise Refused(f"--plan {text}: the first corner is the lower left one.")
    if not Path(name).is_file():
        raise Refused(f"--plan {text}: there is no image {name}.")
    return Path(name), (x0, y0, x1, y1)
