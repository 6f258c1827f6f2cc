"""What a value tells beyond itself: the conditions under which it was returned."""

from __future__ import annotations

from backlint.execution.program import Check
from backlint.execution.taint import EVERY_SINK, both, neutralize
from backlint.execution.values import AnyValue, Constant


def implicit_taints(value: AnyValue, checks: frozenset[Check]) -> AnyValue:
    """Return a constant with the harmless taints of the conditions that chose it.

    `return True` under a condition on the session says as much of the session as the condition does; without this a
    guard that asks a predicate would not be seen to depend on anything.
    """
    if not isinstance(value, Constant) or not checks:
        return value
    taints = frozenset().union(*(check.taints for check in checks))
    if not taints:
        return value
    return Constant(value.value, value.kind, both(value.tainted, neutralize(taints, EVERY_SINK)), value.site)
