"""django-ratelimit: counting requests by hand. Limits on views are read with the routes."""

from __future__ import annotations

from backlint.frameworks.model import Answer, LibraryModel
from backlint.frameworks.rows import marks, methods

LIBRARY = LibraryModel(
    name="django_ratelimit",
    distribution="django-ratelimit",
    packages=("django_ratelimit", "ratelimit"),
    # The name of the package before 4.0.
    aliases={"ratelimit.core": "django_ratelimit.core", "ratelimit.decorators": "django_ratelimit.decorators"},
    parents={"django_ratelimit.exceptions.Ratelimited": ("django.core.exceptions.PermissionDenied",)},
    marks=marks("rate-limit", *methods("django_ratelimit.core", "is_ratelimited get_usage")),
    answers=(Answer("django_ratelimit.exceptions.Ratelimited", 403),),
)
