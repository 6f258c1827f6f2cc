"""Texts under names that announce secrets with which production does not run: refused at the start, or replaced by the
settings that are in force there.
"""

from __future__ import annotations

from collections.abc import Iterator

from backlint.concepts import Fact, UnusedText
from backlint.execution.taint import Site
from backlint.execution.values import AnyValue
from backlint.frameworks.configuration.arguments import site_of
from backlint.frameworks.configuration.settings import Table
from backlint.frameworks.configuration.survey import Survey
from backlint.secrecy import purpose_of


def unused_texts(survey: Survey) -> Iterator[Fact]:
    """Yield the texts that are refused, and those of settings that others replace in production."""
    for site in sorted({*survey.program.refused(), *_replaced_in_flask(survey), *_replaced_in_django(survey)}):
        yield UnusedText(location=survey.location(site), scope=site.scope, production=survey.production(site))


def _replaced_in_flask(survey: Survey) -> Iterator[Site]:
    for name, entries in survey.flask.entries.items():
        if purpose_of(name):
            in_force = {site_of(entry.value) for entry in survey.flask.in_force(name)}
            yield from (site for entry in entries if (site := site_of(entry.value)) and site not in in_force)


def _replaced_in_django(survey: Survey) -> Iterator[Site]:
    """Yield the texts of modules that settings build on, where settings of production have something else."""
    tables = [table for table in survey.django if table.production]
    keys = {table.key for table in survey.django}
    for module in survey.program.begun() if tables else ():
        if module in keys or ("settings" not in module and "config" not in module):
            continue
        for name, value in survey.program.namespace(module).items():
            site = site_of(value) if name.isupper() and purpose_of(name) else None
            if site is not None and site.path == survey.program.path_of(module) and _replaced(tables, name, site):
                yield site


def _replaced(tables: list[Table], name: str, site: Site) -> bool:
    held: list[AnyValue] = [entry.value for table in tables for entry in table.in_force(name)]
    return any(site_of(value) != site for value in held)


FACTS = unused_texts
