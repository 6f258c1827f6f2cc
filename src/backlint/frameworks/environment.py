"""Values that are read from the environment, by the standard library and by those that give them types."""

from __future__ import annotations

from collections.abc import Callable

from backlint.concepts import SourceKind
from backlint.execution.library import Exchange, source
from backlint.execution.naming import kinds_of_key
from backlint.execution.taint import EVERY_SINK, neutralize
from backlint.execution.values import CallEvent, External, Unknown, string_of
from backlint.frameworks.elements import with_default
from backlint.frameworks.selectors import first

_NUMBERS = frozenset({"builtins.int", "builtins.float", "builtins.bool"})


def reads_variable(
    name: str, default: str = "", cast: str = "", type_name: str = "builtins.str"
) -> Callable[[CallEvent], Exchange | None]:
    """Return the model of a call that reads an environment variable.

    The selectors say which arguments are its name, its default and the type into which it is turned.
    """

    def model(event: CallEvent) -> Exchange | None:
        key = string_of(first(event, name)) or ""
        kinds = kinds_of_key(frozenset({SourceKind.ENVIRONMENT}), key)
        taints = source(kinds, f"environment variable {key}".rstrip(), event.site, name=key)
        given = first(event, cast) if cast else None
        kind = given.name if isinstance(given, External) else "" if given is not None else type_name
        if kind in _NUMBERS:
            taints = neutralize(taints, EVERY_SINK)
        found = Unknown(taints, External(kind) if kind else None)
        fallback = first(event, default) if default else None
        return Exchange(result=found if fallback is None else with_default(found, fallback))

    return model
