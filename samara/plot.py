"""The picture of a run: the field, its links and regions, and the way of the message."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from samara.refusal import Refused
from sim.ns3.field import Circle, Region

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Point = tuple[float, float]

_INK = "#22313f"
_NODE = "#8aa0ad"
_LINK = "#cfd8de"
_REGIONS = ("#7fb77e", "#e0a458", "#6f9bd1", "#b784c4", "#d1766f")
_START = "#1b6ca8"
_WATER = "#0aa5d8"
_ROUTE = "plasma"


@dataclass(frozen=True)
class Picture:
    """What there is to draw. Positions are in metres.

    `nodes` and `links` are those of the start; `met` says where the message came upon which node.
    """

    title: str
    nodes: Mapping[str, Point]
    links: Sequence[tuple[str, str]] = ()
    regions: Mapping[str, Region] = field(default_factory=dict)
    route: Sequence[tuple[Point, Point]] = ()
    origin: Point | None = None
    written: Mapping[str, Point] = field(default_factory=dict)
    written_label: str = "written"
    mobile: frozenset[str] = frozenset()
    met: Collection[tuple[str, Point]] = ()


def check_drawable(path: Path) -> None:
    """Refuses what cannot be drawn to `path`, before a long run and not after it."""
    if path.suffix.lower() != ".png":
        raise Refused(f"--plot: {path} is not called .png, and the picture is a PNG.")
    if find_spec("matplotlib") is None:
        raise Refused("--plot: matplotlib is not installed. Type: pip install 'samara[sim]'")


def draw(picture: Picture, path: Path) -> None:
    """Writes `picture` as a PNG of 1200 x 900 pixels."""
    import matplotlib  # half a second, and only those who ask for a picture pay for it

    matplotlib.use("Agg")
    from matplotlib import pyplot

    matplotlib.rcParams["text.parse_math"] = False  # a $ in a name is a $
    figure, axes = pyplot.subplots(figsize=(12, 9), dpi=100)
    try:
        _draw_regions(axes, picture)
        _draw_links(axes, picture)
        _draw_nodes(axes, picture)
        _draw_moves(axes, picture)
        _draw_route(axes, picture)
        _draw_ends(axes, picture)
        axes.set_aspect("equal")
        axes.set_title(picture.title, loc="left", fontsize=15, color=_INK, pad=12)
        axes.set_xlabel("x (m)", color=_INK)
        axes.set_ylabel("y (m)", color=_INK)
        axes.tick_params(colors=_INK)
        axes.margins(0.03)
        for side in ("top", "right"):
            axes.spines[side].set_visible(False)
        figure.legend(
            *axes.get_legend_handles_labels(),
            loc="lower center",
            ncols=4,
            frameon=False,
            fontsize=10.5,
            columnspacing=1.4,
            handletextpad=0.5,
        )
        figure.subplots_adjust(left=0.07, right=0.97, top=0.92, bottom=0.14)
        figure.savefig(path, metadata={"Software": "samara"}, format="png")
    finally:
        pyplot.close(figure)


def _draw_regions(axes: "Axes", picture: Picture) -> None:
    from matplotlib import patches

    for index, (name, shape) in enumerate(picture.regions.items()):
        colour = _REGIONS[index % len(_REGIONS)]
        patch: Any
        if isinstance(shape, Circle):
            patch = patches.Circle((shape.x_m, shape.y_m), shape.radius_m)
            label_at = (shape.x_m, shape.y_m + shape.radius_m)
        else:
            patch = patches.Polygon(shape.points_m)
            top = max(y for _, y in shape.points_m)
            at_top = [x for x, y in shape.points_m if y == top]
            label_at = (sum(at_top) / len(at_top), top)
        patch.set(facecolor=colour, alpha=0.2, edgecolor=colour, linewidth=1.5, zorder=0)
        axes.add_patch(patch)
        axes.annotate(
            name,
            label_at,
            xytext=(0, 5),
            textcoords="offset points",
            ha="center",
            va="bottom",
            fontsize=13,
            color=colour,
            weight="bold",
            zorder=6,
            path_effects=_halo(),
        )


def _draw_links(axes: "Axes", picture: Picture) -> None:
    from matplotlib.collections import LineCollection

    lines = [(picture.nodes[one], picture.nodes[other]) for one, other in picture.links]
    if lines:
        axes.add_collection(
            LineCollection(
                lines,
                colors=_LINK,
                linewidths=0.7,
                zorder=1,
                label="in range at the start" if picture.mobile else "in range",
            )
        )


def _draw_nodes(axes: "Axes", picture: Picture) -> None:
    size = max(6.0, min(34.0, 6000.0 / max(1, len(picture.nodes))))
    for marker, label, chosen in (
        ("o", "node", [at for name, at in picture.nodes.items() if name not in picture.mobile]),
        ("D", "mobile node", [at for name, at in picture.nodes.items() if name in picture.mobile]),
    ):
        if chosen:
            axes.scatter(
                [x for x, _ in chosen],
                [y for _, y in chosen],
                s=size,
                marker=marker,
                color=_NODE if marker == "o" else _INK,
                linewidths=0,
                zorder=2,
                label=label,
            )


def _draw_moves(axes: "Axes", picture: Picture) -> None:
    """From where a mobile node started to where the message met it."""
    from matplotlib.collections import LineCollection

    moves = [
        (picture.nodes[name], at)
        for name, at in picture.met
        if name in picture.mobile and picture.nodes[name] != at
    ]
    if moves:
        axes.add_collection(
            LineCollection(moves, colors=_INK, linewidths=1.1, linestyles=":", zorder=2)
        )
        axes.scatter(
            [at[0] for _, at in moves],
            [at[1] for _, at in moves],
            s=30,
            marker="D",
            facecolors="white",
            edgecolors=_INK,
            linewidths=1.1,
            zorder=4,
            label="as the message met it",
        )


def _draw_route(axes: "Axes", picture: Picture) -> None:
    """Each hop as an arrow, coloured from the first to the last; a way back bends aside."""
    from matplotlib import colormaps
    from matplotlib.lines import Line2D
    from matplotlib.patches import FancyArrowPatch

    hops = [(start, end) for start, end in picture.route if start != end]
    colours = colormaps[_ROUTE]
    for index, (start, end) in enumerate(hops):
        axes.add_patch(
            FancyArrowPatch(
                start,
                end,
                arrowstyle="-|>",
                mutation_scale=11,
                linewidth=1.7,
                color=colours(0.85 * index / max(1, len(hops) - 1)),
                connectionstyle="arc3,rad=0.13",
                shrinkA=2,
                shrinkB=3,
                zorder=3,
            )
        )
    if hops:
        for share, label in ((0.0, "first hops"), (0.85, "last hops")):
            line = Line2D([], [], color=colours(share), linewidth=2.2, label=label)
            axes.add_line(line)


def _draw_ends(axes: "Axes", picture: Picture) -> None:
    if picture.origin is not None:
        axes.scatter(
            *picture.origin,
            s=150,
            marker="s",
            color=_START,
            edgecolors="white",
            linewidths=1.5,
            zorder=5,
            label="start",
        )
    for index, (name, (x, y)) in enumerate(picture.written.items()):
        axes.scatter(
            x,
            y,
            s=420,
            marker="*",
            color=_WATER,
            edgecolors="white",
            linewidths=1.5,
            zorder=5,
            label=picture.written_label if index == 0 else None,
        )
        axes.annotate(
            name,
            (x, y),
            xytext=(12, 8),
            textcoords="offset points",
            fontsize=12,
            weight="bold",
            color=_INK,
            zorder=6,
            path_effects=_halo(),
        )


def _halo() -> list[Any]:
    from matplotlib import patheffects

    return [patheffects.withStroke(linewidth=3, foreground="white")]
