"""Where a module's body binds its names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from backlint.execution.taint import Site
from backlint.facts import model


def bindings(body: Iterable[model.Statement], path: str) -> Mapping[str, Site]:
    """Return the place of the last statement that assigns each name, those under `if`, `try` and the like included."""
    found: dict[str, Site] = {}
    for statement in _flat(body):
        for target in _targets(statement):
            if isinstance(target, model.Name):
                found[target.id] = Site(path, statement.at)
    return found


def _flat(body: Iterable[model.Statement]) -> Iterator[model.Statement]:
    for statement in body:
        yield statement
        if isinstance(statement, model.If):
            yield from _flat((*statement.body, *statement.orelse))
        elif isinstance(statement, model.With):
            yield from _flat(statement.body)
        elif isinstance(statement, model.Try):
            handled = [inner for handler in statement.handlers for inner in handler.body]
            yield from _flat((*statement.body, *handled, *statement.orelse, *statement.final))


def _targets(statement: model.Statement) -> tuple[model.Expression, ...]:
    if isinstance(statement, model.Assign):
        return statement.targets
    if isinstance(statement, model.Annotated) and statement.value is not None:
        return (statement.target,)
    return ()
