"""Authentication classes of a project's own: one that refuses whoever brings nothing leaves nothing to permissions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from backlint.concepts import Evidence
from backlint.execution.program import Program
from backlint.execution.values import AnyValue, Arguments, Bound, ClassObject, InstanceObject, Tuple, members
from backlint.frameworks.assembly.django_classes import method_of_class
from backlint.frameworks.assembly.suspects import guards_perhaps
from backlint.frameworks.routes import Cover


def authenticators(
    program: Program, listed: Iterable[tuple[AnyValue, Evidence, bool]], request: AnyValue
) -> Iterator[Cover]:
    """Yield what the authentication classes in force do to a request, by their own `authenticate`.

    The library's own let pass whoever brings nothing, and leave it to permissions. One of the project that has somebody to
    give for everybody may have asked something that is not known.
    """
    for value, shown, certain in listed:
        cls = value.cls if isinstance(value, InstanceObject) else value
        own = method_of_class(cls, "authenticate") if isinstance(cls, ClassObject) else None
        if own is None or not isinstance(cls, ClassObject):
            continue
        held = value if isinstance(value, InstanceObject) else program.instance(cls, {})
        yield Cover(evidence=shown, function=own, arguments=Arguments((held, request)), raises=True, certain=certain)
        answer = program.run(Bound(own, held), Arguments((request,))).value
        if all(isinstance(one, Tuple) for one in members(answer)):
            yield guards_perhaps(shown)
