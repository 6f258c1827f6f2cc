"""Switches that are given the text of a variable of the environment as it is: every text but the empty one is true."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from backlint.concepts import Fact, SourceKind, TextSwitch
from backlint.execution.folding import STRING, TRUTH_OF_TEXT
from backlint.execution.taint import Site, kinds_of
from backlint.execution.values import AnyValue, Constant, Unknown, members
from backlint.frameworks.configuration.arguments import by_site
from backlint.frameworks.configuration.debug import DEBUG_APIS
from backlint.frameworks.configuration.settings import Table
from backlint.frameworks.configuration.survey import Survey

_OPENING = frozenset(
    "DEBUG CORS_ALLOW_ALL_ORIGINS CORS_ORIGIN_ALLOW_ALL PROPAGATE_EXCEPTIONS SQLALCHEMY_ECHO TESTING "
    "DEBUG_PROPAGATE_EXCEPTIONS EXPLAIN_TEMPLATE_LOADING LOGIN_DISABLED".split()
)
"""Settings of Flask, Django and their extensions that open something when they are true."""


def text_switches(survey: Survey) -> Iterator[Fact]:
    """Yield the switches that are given a text: those of debug mode in calls, and those among settings."""
    for row in DEBUG_APIS:
        for events in by_site(survey.calls(row.names)).values():
            event = events[0]
            for option in row.switches:
                given = [survey.given(one.arguments, option).value for one in events]
                production = survey.production(event.site)
                yield from _told(
                    survey, option.keyword, [one for one in given if one is not None], event.site, production
                )
    yield from _set(survey, survey.flask)
    for table in survey.django:
        yield from _set(survey, table)


def _set(survey: Survey, table: Table) -> Iterator[TextSwitch]:
    for name in sorted(_OPENING & set(table.entries)):
        for entry in table.in_force(name):
            production = entry.production and table.production and survey.production(entry.site)
            yield from _told(survey, name, [entry.value], entry.site, production)


def _told(survey: Survey, name: str, values: Sequence[AnyValue], site: Site, production: bool) -> Iterator[TextSwitch]:
    # A setting is most often told where its variable is read.
    texts = [one for value in values for one in members(survey.resolved(value) or value) if _is_text(one)]
    if not texts:
        return
    reading = survey.read(values[0])
    yield TextSwitch(
        location=survey.location(site),
        scope=site.scope,
        callee=name,
        production=production,
        name=name,
        variable=reading.environment,
        value=reading,
    )


def _is_text(value: AnyValue) -> bool:
    """Tell whether a value is the text of a variable, or whether that is empty; of a default alone nothing is said."""
    if not isinstance(value, Unknown) or isinstance(value, Constant):
        return False
    read = SourceKind.ENVIRONMENT in kinds_of(value.tainted)
    return read and (value.type == STRING or value.note == TRUTH_OF_TEXT)


FACTS = text_switches
