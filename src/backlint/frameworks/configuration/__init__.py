"""What a program says of its configuration, as the facts that rules judge: CORS, passwords, tokens, secrets, ….

One topic is one module with a `FACTS`; the package is walked, no list to edit.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from functools import partial

from backlint.concepts import Fact
from backlint.execution.program import Program
from backlint.frameworks.configuration.settings_classes import run_validators
from backlint.frameworks.configuration.survey import Facts, Survey


def facts(program: Program) -> Iterator[Fact]:
    """Yield every fact of a program's configuration. Run its entry points first: facts also come from inside handlers.

    A topic that fails costs its own facts, and the program's gaps say so.
    """
    survey = Survey(program)
    program.attempt(partial(run_validators, survey), None)
    nothing: tuple[Fact, ...] = ()
    for topic in topics():
        yield from program.attempt(partial(_all_of, topic, survey), nothing)


def _all_of(topic: Facts, survey: Survey) -> tuple[Fact, ...]:
    return tuple(topic(survey))


def topics() -> tuple[Facts, ...]:
    """Return the `FACTS` of each module of this package that has one, by the module's name."""
    found: list[Facts] = []
    for info in sorted(pkgutil.iter_modules(__path__), key=lambda info: info.name):
        module = importlib.import_module(f"{__name__}.{info.name}")
        topic = getattr(module, "FACTS", None)
        if topic is not None:
            found.append(topic)
    return tuple(found)
