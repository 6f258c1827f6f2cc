"""Receivers of Django's signals: what runs when somebody logs in, though no view calls it."""

from __future__ import annotations

from collections.abc import Iterator

from backlint.execution.program import Program
from backlint.execution.values import AnyValue, Arguments, CallEvent, External, FunctionObject, Unknown
from backlint.frameworks.assembly.registration import applied, evidence, name_of
from backlint.frameworks.routes import Cover

LOGIN_SIGNALS = frozenset(
    f"django.contrib.auth.signals.{name}" for name in ("user_logged_in", "user_login_failed", "user_logged_out")
)
"""Sent by `django.contrib.auth.login`, `authenticate` and `logout`, and so by the views that come with Django."""


def receivers(program: Program, signals: frozenset[str]) -> Iterator[Cover]:
    """Yield the functions that are connected to one of these signals, as something that runs with a route."""
    for event in program.calls("django.dispatch.receiver"):
        heard = event.arguments.get(0, "signal")
        several = (heard,) if isinstance(heard, External) else program.items(heard)[0] if heard is not None else ()
        if any(isinstance(one, External) and one.name in signals for one in several):
            for use in applied(program, event):
                yield from _cover(program, event, use.arguments.get(0))
    for event in program.calls(*(f"{signal}.connect" for signal in sorted(signals))):
        yield from _cover(program, event, event.arguments.get(0, "receiver"))


def _cover(program: Program, event: CallEvent, function: AnyValue | None) -> Iterator[Cover]:
    if isinstance(function, FunctionObject):
        shown = evidence(program, name_of(program, function).rpartition(":")[2], event.site)
        yield Cover(evidence=shown, function=function, arguments=Arguments((Unknown(),), double_star=Unknown()))
