"""What reading an application is in every framework: who is read, what could not be, and what comes of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypedDict

from backlint.concepts import Evidence, RateLimit, State
from backlint.execution.program import Program
from backlint.execution.taint import Site
from backlint.execution.values import AnyValue, CallEvent
from backlint.frameworks.assembly.registration import handed_on, not_known
from backlint.frameworks.routes import Assembly, Cover, ErrorHandler, Route, Unresolved


class Whole(TypedDict, total=False):
    """What holds for an application as a whole; the fields of `Assembly`, where they are not what they are by default."""

    headers: tuple[tuple[str, Evidence], ...]
    headers_state: State
    default_limits: tuple[RateLimit, ...]
    limits_state: State
    csrf: State
    csrf_evidence: tuple[Evidence, ...]
    uses_cookies: State
    same_site: Evidence | None
    error_handlers: tuple[ErrorHandler, ...]
    after: tuple[Cover, ...]


class Reader:
    """Reads one application: the object, and the call that made it."""

    framework = ""

    def __init__(self, program: Program, application: AnyValue, made: CallEvent) -> None:
        self.program = program
        self.application = application
        self.made = made
        self.unresolved: list[Unresolved] = []

    def note(self, what: str, site: Site) -> None:
        """Say that something could not be read there; what is absent from the application may be there."""
        self.unresolved.append(not_known(self.program, what, site))

    def assembled(self, routes: Iterable[Route], whole: Whole | None = None) -> Assembly:
        """Return the application with these routes, each once however often it is registered."""
        place = self.program.location(self.made.site)
        return Assembly(
            key=f"{place.path}:{place.line}",
            framework=self.framework,
            location=place,
            routes=tuple({(one.path, one.methods, one.name): one for one in routes}.values()),
            unresolved=tuple(dict.fromkeys((*self.unresolved, *handed_on(self.program, self.application)))),
            production=self.program.is_production(place.path),
            **(whole or {}),
        )
