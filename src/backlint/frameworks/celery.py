"""Celery: jobs and their queue."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import sinks

LIBRARY = LibraryModel(
    name="celery",
    distribution="celery",
    packages=("celery",),
    # A worker runs only what is registered with it under that name.
    sinks=(*sinks(SinkKind.REFLECTION, "0:name", "celery.Celery.send_task", confidence="medium"),),
    aliases={"celery.app.base.Celery": "celery.Celery", "celery.app.task.Task": "celery.Task"},
)
