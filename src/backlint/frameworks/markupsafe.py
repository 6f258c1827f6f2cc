"""MarkupSafe: text that is HTML."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import methods, propagators, returning, sanitizers, sinks

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
    propagators=(*propagators("0:object", "markupsafe.Markup", kills={SinkKind.HTML}),),
    parents={"markupsafe.Markup": ("builtins.str",)},
    returns={
        **returning("markupsafe.Markup", *methods("markupsafe", "escape escape_silent"), "markupsafe.Markup.format")
    },
)
