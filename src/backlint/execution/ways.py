"""In how many ways one run has called each function, so that a helper called in hundreds of them does not take it all.

Counted are calls that differ, whether they were run or remembered, and what they cost then: what is cut does not depend on
what was run before.
"""

from __future__ import annotations

from collections.abc import Hashable

MAX_WAYS = 32
DEAR = 60_000
"""Steps that the calls of one function may cost before the number of their ways counts. By trial: a view that interprets
expressions took 50 to 60 seconds with 150,000 and 21 with 40,000, which cut two or three calls each in ordinary backends.
"""


class Ways:
    """The calls of one function in one run."""

    __slots__ = ("_keys", "_steps")

    def __init__(self) -> None:
        self._keys: set[Hashable] = set()
        self._steps = 0

    def admits(self, key: Hashable) -> bool:
        """Tell whether a call may be made: one like those before, one of the first, or one of a cheap function."""
        if key in self._keys:
            return True
        if len(self._keys) >= MAX_WAYS and self._steps > DEAR:
            return False
        self._keys.add(key)
        return True

    def paid(self, steps: int) -> None:
        """Note what a call cost."""
        self._steps += steps
