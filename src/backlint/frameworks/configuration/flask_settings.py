"""Flask's settings as facts, in the names of `app.config`."""

from __future__ import annotations

from collections.abc import Iterator

from backlint.concepts import Fact, Setting
from backlint.execution.taint import Site
from backlint.frameworks.configuration.readings import incomplete
from backlint.frameworks.configuration.survey import Survey

# Told as cookies: a flag matters only where the session is used.
_TOLD_ELSEWHERE = frozenset({"SESSION_COOKIE_SECURE", "SESSION_COOKIE_HTTPONLY", "SESSION_COOKIE_SAMESITE"})


def flask_settings(survey: Survey) -> Iterator[Fact]:
    """Yield the settings that a project gives to its Flask applications, each place once."""
    seen: set[tuple[str, Site]] = set()
    for name in sorted(survey.flask.entries):
        if name in _TOLD_ELSEWHERE:
            continue
        entries = survey.flask.in_force(name)
        for entry in entries:
            if (name, entry.site) in seen:
                continue
            seen.add((name, entry.site))
            reading = survey.read(entry.value)
            yield Setting(
                location=survey.location(entry.site),
                callee="flask.Flask.config",
                production=entry.production and survey.production(entry.site),
                framework="flask",
                name=name,
                value=reading if len(entries) == 1 and survey.flask.complete else incomplete(reading),
            )


FACTS = flask_settings
