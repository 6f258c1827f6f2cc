"""A progress bar on standard error, shown on a terminal and only when a run takes longer than a second."""

from __future__ import annotations

import os
import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

PATIENCE = 1.0
"""Seconds before the bar appears; a run that is shorter needs none."""


class ProgressBar:
    """Called with the stage, what is done and what there is; a context that leaves nothing on the screen."""

    def __init__(self) -> None:
        """Start the clock."""
        self._started = time.monotonic()
        self._bar: Progress | None = None
        self._task: TaskID | None = None

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Show how far the run is."""
        if self._bar is None:
            # A terminal that cannot go back would be left with a line for each step.
            if time.monotonic() - self._started < PATIENCE or os.environ.get("TERM") in {"dumb", "unknown"}:
                return
            self._bar, self._task = _start(stage)
        if self._task is not None:
            self._bar.update(self._task, description=stage, completed=done, total=total or None)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Remove the bar."""
        if self._bar is not None:
            self._bar.stop()


def _start(stage: str) -> tuple[Progress, TaskID]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(bar_width=30),
        MofNCompleteColumn(),
        console=Console(file=sys.stderr),
        transient=True,
    )
    task = bar.add_task(stage, total=None)
    bar.start()
    return bar, task
