"""MarkupSafe: text that is HTML."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.execution.library import Exchange
from backlint.execution.values import CallEvent
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import methods, propagators, returning, sanitizers, sinks


def undoes(event: CallEvent) -> Exchange | None:
    """What makes plain text of markup again: then the markup was sent to nobody."""
    return None if event.receiver is None else Exchange(withdraws=((event.receiver, SinkKind.HTML),))


LIBRARY = LibraryModel(
    name="markupsafe",
    distribution="markupsafe",
    packages=("markupsafe",),
    sinks=(*sinks(SinkKind.HTML, "0:object", "markupsafe.Markup"),),
    sanitizers=(
        *sanitizers({SinkKind.HTML}, "0:s", *methods("markupsafe", "escape escape_silent"), "markupsafe.Markup.escape"),
        # What is put into markup is escaped.
        *sanitizers({SinkKind.HTML}, "*", "markupsafe.Markup.format"),
    ),
    propagators=(
        *propagators("0:object", "markupsafe.Markup", kills={SinkKind.HTML}),
        *propagators("self", "markupsafe.Markup.unescape", revives={SinkKind.HTML}),
        *propagators("self", "markupsafe.Markup.striptags"),
    ),
    calls=dict.fromkeys(methods("markupsafe.Markup", "unescape striptags"), undoes),
    parents={"markupsafe.Markup": ("builtins.str",)},
    returns={
        **returning("markupsafe.Markup", *methods("markupsafe", "escape escape_silent"), "markupsafe.Markup.format")
    },
)
