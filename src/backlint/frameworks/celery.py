"""Celery: jobs and their queue."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.queues import enqueues, runs_later
from backlint.frameworks.rows import methods, sinks

LIBRARY = LibraryModel(
    name="celery",
    distribution="celery",
    packages=("celery",),
    # A worker runs only what is registered with it under that name.
    sinks=(*sinks(SinkKind.REFLECTION, "0:name", "celery.Celery.send_task", confidence="medium"),),
    calls={
        **dict.fromkeys(methods("celery.Task", "delay apply_async s si signature delay_on_commit"), runs_later),
        "celery.Celery.send_task": enqueues(0, "name"),
    },
    aliases={"celery.app.base.Celery": "celery.Celery", "celery.app.task.Task": "celery.Task"},
)
