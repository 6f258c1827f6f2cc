"""What FastAPI and Starlette call when a server starts an application: its lifespan, and what is registered for the start.

Routers are included there as well, where that needs a database or settings.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from backlint.execution.program import Program
from backlint.execution.values import AnyValue, Arguments, CallEvent, FunctionObject, members, string_of
from backlint.frameworks.assembly.registration import applied, innermost, method_of


def start(program: Program, made: Iterable[tuple[AnyValue, CallEvent]]) -> None:
    """Run what is called at the start of each application, with the application where it is handed over."""
    done: set[int] = set()
    for application, event in made:
        lifespan = event.arguments.keyword("lifespan")
        for one in members(lifespan) if lifespan is not None else ():
            function = innermost(one)
            if isinstance(function, FunctionObject) and id(function) not in done:
                done.add(id(function))
                program.run(one, Arguments((application,)))
        for one in _at_start(program, application):
            function = innermost(one)
            if isinstance(function, FunctionObject) and id(function) not in done:
                done.add(id(function))
                program.run(one, Arguments())


def _at_start(program: Program, application: AnyValue) -> Iterator[AnyValue]:
    """Yield the functions that are registered for the start: `on_event("startup")`, `add_event_handler("startup", f)`."""
    for event in program.calls_on(application):
        if string_of(event.arguments.get(0, "event_type")) != "startup":
            continue
        if method_of(event) == "on_event":
            for use in applied(program, event):
                yield from use.arguments.positional[:1]
        elif method_of(event) == "add_event_handler":
            given = event.arguments.get(1, "func")
            if given is not None:
                yield given
