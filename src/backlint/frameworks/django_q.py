"""Django Q: jobs and their queue."""

from __future__ import annotations

from backlint.frameworks.model import LibraryModel
from backlint.frameworks.queues import enqueues
from backlint.frameworks.rows import methods

LIBRARY = LibraryModel(
    name="django_q",
    distribution="django-q2",
    packages=("django_q",),
    calls=dict.fromkeys(methods("django_q.tasks", "async_task schedule"), enqueues(0, "func")),
)
