"""Celery: jobs and their queue."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import sinks

LIBRARY = LibraryModel(
    name="celery",
    distribution="celery",
    packages=("celery",),
    sinks=(*sinks(SinkKind.CODE, "0:name", "celery.Celery.send_task"),),
    aliases={"celery.app.base.Celery": "celery.Celery", "celery.app.task.Task": "celery.Task"},
)
