"""SlowAPI: rate limits. Limits on routes are read with the routes."""

from __future__ import annotations

from backlint.frameworks.model import Answer, LibraryModel

LIBRARY = LibraryModel(
    name="slowapi",
    distribution="slowapi",
    packages=("slowapi",),
    aliases={"slowapi.extension.Limiter": "slowapi.Limiter"},
    parents={"slowapi.errors.RateLimitExceeded": ("starlette.exceptions.HTTPException",)},
    answers=(Answer("slowapi.errors.RateLimitExceeded", 429),),
)
