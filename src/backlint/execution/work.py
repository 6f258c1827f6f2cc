"""How much may be done: for one entry point, and for all of a program together.

Steps are counted, never seconds, so that the same program always gives the same answer.
"""

from __future__ import annotations

ENTRY_BUDGET = 1_000_000
"""Steps of an entry point, those of remembered calls included, so that it makes no difference who ran them first."""

ENTRY_WORK, SHARED_WORK, FREE_WORK = 150_000, 2_000_000, 5_000
"""Steps that an entry point really takes: at most, of all together beyond what is free, and what is free for each.

The dearest entry points of six backends took 4,000 to 105,000, all of one together 0.3 to 1.7 million.
"""

SHALLOW_DEPTHS = (6, 3)
"""How deep calls are followed where an entry point is too dear to be run whole: what guards it stands at its top."""

START_DEPTH = 6
"""How deep calls are followed from what a server calls at its start, where nothing can be remembered yet: one application
that sets up its database there took a third of all time."""

UNLIMITED = 1 << 62


class Work:
    """What is left to be done. `reused` are the steps charged for remembered calls, which nobody had to take again."""

    __slots__ = ("limit", "reused", "shared")

    def __init__(self) -> None:
        self.limit = UNLIMITED
        self.shared = SHARED_WORK
        self.reused = 0

    def allow(self, done: int, *, free: bool) -> None:
        """Let an entry point begin, after so many steps; with `free` it may take only what is free for each."""
        self.limit = done + (FREE_WORK if free else min(ENTRY_WORK, FREE_WORK + max(self.shared, 0)))

    def settle(self, taken: int, limit: int) -> None:
        """Let an entry point end that took so many steps, and the limit be what it was."""
        self.shared -= max(taken - FREE_WORK, 0)
        self.limit = limit
