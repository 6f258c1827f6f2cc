"""Flask-Limiter: rate limits. Limits on routes are read with the routes."""

from __future__ import annotations

from backlint.frameworks.model import Answer, LibraryModel
from backlint.frameworks.rows import marks

LIBRARY = LibraryModel(
    name="flask_limiter",
    distribution="flask-limiter",
    packages=("flask_limiter",),
    aliases={"flask_limiter.extension.Limiter": "flask_limiter.Limiter"},
    parents={"flask_limiter.RateLimitExceeded": ("werkzeug.exceptions.TooManyRequests",)},
    marks=marks("rate-limit", "flask_limiter.Limiter.check"),
    answers=(Answer("flask_limiter.RateLimitExceeded", 429),),
)
