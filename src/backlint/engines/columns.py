"""Which columns of the program's records are written with data from outside, by whom, and what is made of it before."""

from __future__ import annotations

from backlint.concepts import REMOTE, SinkKind
from backlint.execution.session import Session
from backlint.execution.stored_texts import WRITERS, Columns, together, written
from backlint.execution.taint import Origin, Site, Taint
from backlint.execution.values import Arguments, Bound, FunctionObject, InstanceObject, Unknown
from backlint.frameworks.configuration.model_fields import columns_offered

_NOTHING: frozenset[SinkKind] = frozenset()


def columns_written(session: Session) -> Columns:
    """Return the columns that data from outside is written to, and how."""

    def cleaned(field: InstanceObject, method: str) -> frozenset[SinkKind]:
        return _cleaned(session, field, method)

    events = (event for event in session.iterate_events() if event.callee.rpartition(".")[2] in WRITERS)
    return together((*written(events), *columns_offered(session, cleaned)))


def _cleaned(session: Session, field: InstanceObject, method: str) -> frozenset[SinkKind]:
    """Return for which kinds of sink a method of a form's field makes safe what it is given; none where it is too dear."""
    function = field.cls.lookup(method)
    if not isinstance(function, FunctionObject):
        return _NOTHING
    sent = Taint(Origin(REMOTE, "what is sent", Site("", 0)))
    run = session.run(Bound(function, field), Arguments((Unknown(frozenset({sent})),)))
    left = [taint.safe for taint in run.value.taint if taint.origin == sent.origin]
    return frozenset.intersection(*left) if left and run.complete else _NOTHING
