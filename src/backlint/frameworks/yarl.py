"""yarl: URLs."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import methods, propagators

_QUERIES = methods("yarl.URL", "with_query update_query extend_query")

LIBRARY = LibraryModel(
    name="yarl",
    distribution="yarl",
    packages=("yarl",),
    propagators=(
        *propagators("0:val", "yarl.URL"),
        *propagators("self 0:url", "yarl.URL.join"),
        *propagators("self 0:path", "yarl.URL.with_path"),
        *propagators("self", *_QUERIES),
        # A query says nothing of the host.
        *propagators("* **", *_QUERIES, kills={SinkKind.REDIRECT, SinkKind.SSRF}),
    ),
)
