"""RQ: jobs over Redis."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.queues import enqueues
from backlint.frameworks.rows import methods, sinks

LIBRARY = LibraryModel(
    name="rq",
    distribution="rq",
    packages=("rq", "django_rq"),
    sinks=(
        # A str is imported and called by the worker.
        *sinks(SinkKind.CODE, "0:f", "rq.Queue.enqueue"),
        *sinks(SinkKind.CODE, "0:func", "rq.Queue.enqueue_call"),
    ),
    calls={
        **dict.fromkeys(("rq.Queue.enqueue", "rq.Queue.enqueue_call", "django_rq.enqueue"), enqueues(0, "f")),
        **dict.fromkeys(methods("rq.Queue", "enqueue_in enqueue_at"), enqueues(1, "func")),
    },
)
