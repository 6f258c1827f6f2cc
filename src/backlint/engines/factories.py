"""Application factories: functions that make an application and that nothing in the program itself calls."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from backlint.engines.entries import unknown_arguments
from backlint.execution.session import Session
from backlint.execution.values import External, FunctionObject, Module
from backlint.facts import model

MAX_FACTORIES = 40


def run_factories(session: Session, application_classes: frozenset[str]) -> int:
    """Run every function that makes an application and has not been run, and return how many there were.

    Those without required parameters come first, since they are what a server is told to call.
    """
    wanted = [
        function
        for function in session.unreached()
        if session.is_production(session.path_of(function.module))
        and any(name in application_classes for name in names_called(session, function))
    ]
    wanted.sort(key=lambda function: (_required(function), function.module, function.facts.at))
    ran = 0
    for function in wanted[:MAX_FACTORIES]:
        if (function.module, function.facts.span) not in session.machine.executed:
            session.run(function, unknown_arguments(session, function))
            ran += 1
    return ran


def _required(function: FunctionObject) -> int:
    return sum(
        parameter.default is None and parameter.kind in {model.POSITIONAL_ONLY, model.POSITIONAL, model.KEYWORD_ONLY}
        for parameter in function.facts.parameters
    )


def names_called(session: Session, function: FunctionObject) -> Iterator[str]:
    """Yield the library names that a function's body calls by a global name or an attribute of one."""
    namespace = session.namespace(function.module)
    for call in _calls(session.machine.body(function.facts, function.facts.body)):
        callee = call.function
        if isinstance(callee, model.Name):
            value = namespace.get(callee.id)
            if isinstance(value, External):
                yield value.name
            elif value is not None and hasattr(value, "library_bases"):
                yield from value.library_bases()
        elif isinstance(callee, model.Attribute) and isinstance(callee.value, model.Name):
            base = namespace.get(callee.value.id)
            if isinstance(base, External):
                yield session.machine.library.canonical(f"{base.name}.{callee.name}")
            elif isinstance(base, Module):
                held = session.namespace(base.name).get(callee.name)
                if held is not None and hasattr(held, "library_bases"):
                    yield from held.library_bases()


def _calls(node: object) -> Iterator[model.Call]:
    """Yield every call below a node, at any depth, the bodies of inner functions left out."""
    pending: list[object] = [node]
    while pending:
        one = pending.pop()
        if isinstance(one, model.Call):
            yield one
        if isinstance(one, msgspec.Struct):
            pending.extend(getattr(one, name) for name in one.__struct_fields__)
        elif isinstance(one, tuple):
            pending.extend(one)
