"""How a program reads its environment: through a schema that knows types and what is missing, or by hand, and where."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from backlint.concepts import EnvironmentRead, Fact
from backlint.findings import Location
from backlint.frameworks.configuration.settings_classes import settings_classes
from backlint.frameworks.configuration.survey import Survey

_BY_HAND = ("os.environ.get", "os._Environ.get", "os.getenv")
_TYPED = (
    "decouple.config",
    "decouple.AutoConfig.__call__",
    "environs.Env.*",
    "environ.Env.*",
    "starlette.config.Config.*",
)
"""Readers that turn the text into a type, or fail at the start."""


def environment_reads(survey: Survey) -> Iterator[Fact]:
    """Yield one fact for a program that reads its environment."""
    schema, place = _schema(survey)
    sites = {event.site for event in survey.calls(_BY_HAND) if survey.production(event.site)}
    places = tuple(sorted(survey.location(site) for site in sites))
    files = Counter(one.path for one in places)
    first = place or next(iter(places), None)
    if first is not None:
        most = max(sorted(files), key=lambda path: files[path], default="")
        yield EnvironmentRead(
            location=first, callee=schema or "os.environ", schema=schema, places=places, settings=most
        )


def _schema(survey: Survey) -> tuple[str, Location | None]:
    """Return the class, or the reader, by which the environment gets types, and where it stands."""
    for cls in settings_classes(survey):
        if cls.site is not None and survey.production(cls.site):
            return cls.facts.name, survey.location(cls.site)
    for event in survey.calls(_TYPED):
        if survey.production(event.site):
            return event.callee.removesuffix(".__call__"), survey.location(event.site)
    return "", None


FACTS = environment_reads
