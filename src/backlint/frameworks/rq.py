"""RQ: jobs over Redis."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import sinks

LIBRARY = LibraryModel(
    name="rq",
    distribution="rq",
    packages=("rq",),
    sinks=(
        # A str is imported and called by the worker.
        *sinks(SinkKind.CODE, "0:f", "rq.Queue.enqueue"),
        *sinks(SinkKind.CODE, "0:func", "rq.Queue.enqueue_call"),
    ),
)
