"""Flask-Limiter: rate limits. Limits on routes are read with the routes."""

from __future__ import annotations

from backlint.frameworks.model import Answer, LibraryModel

LIBRARY = LibraryModel(
    name="flask_limiter",
    distribution="flask-limiter",
    packages=("flask_limiter",),
    aliases={"flask_limiter.extension.Limiter": "flask_limiter.Limiter"},
    parents={"flask_limiter.RateLimitExceeded": ("werkzeug.exceptions.TooManyRequests",)},
    answers=(Answer("flask_limiter.RateLimitExceeded", 429),),
)
