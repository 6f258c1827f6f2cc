"""limits: counting requests by hand."""

from __future__ import annotations

from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import children, marks, methods

_STRATEGIES = "FixedWindowRateLimiter MovingWindowRateLimiter SlidingWindowCounterRateLimiter"

LIBRARY = LibraryModel(
    name="limits",
    distribution="limits",
    packages=("limits",),
    parents={
        **children("limits.strategies.RateLimiter", *methods("limits.strategies", _STRATEGIES)),
        **children("limits.aio.strategies.RateLimiter", *methods("limits.aio.strategies", _STRATEGIES)),
    },
    returns={
        "limits.strategies.RateLimiter.hit": "builtins.bool",
        "limits.aio.strategies.RateLimiter.hit": "builtins.bool",
    },
    marks=marks("rate-limit", "limits.strategies.RateLimiter.hit", "limits.aio.strategies.RateLimiter.hit"),
)
