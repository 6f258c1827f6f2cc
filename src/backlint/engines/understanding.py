"""Understands a program: runs its modules, factories and entry points, and says what came of it in plain records."""

from __future__ import annotations

import gc
import itertools
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TypeVar

import msgspec

from backlint.concepts import Application, Fact, Flow, SinkUse
from backlint.configuration import did_you_mean
from backlint.engines import bodies, endpoints, flow, passwords, proxies
from backlint.engines.believed_tokens import with_deciding
from backlint.engines.columns import columns_written
from backlint.engines.declared import Guards, names_of
from backlint.engines.entries import Entries, Runner, run_after, run_error_handlers, run_loose
from backlint.engines.enumeration import by_line
from backlint.engines.factories import Callees, run_completions, run_factories
from backlint.engines.faults import fault
from backlint.engines.owners import Owners
from backlint.engines.unset_secrets import unset_secrets
from backlint.engines.url_tokens import url_tokens
from backlint.execution.machine import SourceModule
from backlint.execution.recollection import AbandonedError, Before, Recollection
from backlint.execution.session import Session
from backlint.execution.values import numbering
from backlint.execution.wiring import make_machine
from backlint.facts.model import ModuleFacts, unpack_region
from backlint.facts.moved import Moved
from backlint.files import ProjectFile, Role, module_names
from backlint.findings import INTERNAL, Gap
from backlint.frameworks import configuration
from backlint.frameworks.assembly import application_classes, assemble, import_first, known_early, part_classes, prepare
from backlint.frameworks.index import Index, library_index
from backlint.frameworks.routes import Assembly, Unresolved
from backlint.frameworks.team import NONE as NO_MODELS
from backlint.frameworks.team import TeamModels
from backlint.large_stack import done
from backlint.project.documents import DocumentIndex
from backlint.project.modules import ModuleIndex

# A level of nesting in the scanned program takes up to ten of Python's own frames, and a call of it some forty.
_RECURSION_LIMIT = 60_000
_STACK_BYTES = tuple(megabytes * 1024 * 1024 for megabytes in (512, 256, 128, 64))

_ENTERED = frozenset({Role.APPLICATION, Role.SCRIPT})
"""Roles of files whose functions are run even if nothing reaches them."""

_IMPORTED = frozenset({Role.APPLICATION, Role.SCRIPT, Role.EXAMPLE})
"""Roles of files whose module bodies are run even if nothing imports them."""

_APPLICATION = frozenset({"app", "application"})
"""What a function calls the application that it is handed to be completed: a lifespan, a start, a set-up."""

Stage = Callable[[str, int, int], None]


@dataclass(slots=True)
class Recall:
    """What is kept of the runs of entry points: `before` from the last time, with what the files that have changed have left as
    it was, and `asked`, the files that were looked at then; `kept` for the next time, None where the last one serves. `reused` and `made` count the runs.
    """

    before: Before | None = None
    moved: Mapping[str, Moved] = field(default_factory=dict)
    asked: tuple[str, ...] = ()
    kept: Before | None = None
    reused: int = 0
    made: int = 0


_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Understanding:
    """What a program does, in records without a value of the machine.

    `undeclared` are what the settings name as guards and nothing in the program is called: key, name and a hint. `asked`
    are the files whose facts were looked at: with others in the rest of them the answer is the same.
    """

    applications: tuple[Application, ...]
    flows: tuple[Flow, ...]
    facts: tuple[Fact, ...]
    sinks: tuple[SinkUse, ...]
    gaps: tuple[Gap, ...]
    undeclared: tuple[tuple[str, str, str], ...] = ()
    asked: tuple[str, ...] = ()


def understand(  # noqa: PLR0913 -- what a program is made of
    files: tuple[ProjectFile, ...],
    facts: Mapping[str, ModuleFacts],
    dependencies: Mapping[str, str | None],
    stage: Stage,
    root_name: str = "",
    models: TeamModels = NO_MODELS,
    documents: Mapping[str, str] | None = None,
    recall: Recall | None = None,
) -> Understanding:
    """Run the program that these files are. `facts` are those of its Python files by path, `models` the team's own,
    `documents` the texts of other files that take part in it: templates, descriptions of interfaces. `recall` holds what is
    kept of the run before, and is given what is kept of this one.
    """
    try:
        with _quiet_collector():
            return _recalled(
                lambda kept: _understand(files, facts, dependencies, stage, root_name, models, documents or {}, kept),
                recall,
            )
    except Exception as error:  # noqa: BLE001 -- whatever it is, what the other engines find is still reported
        gap = fault("", "the program was run in the abstract, of which nothing is reported", error)
        return Understanding(applications=(), flows=(), facts=(), sinks=(), gaps=(gap,))


def _recalled(work: Callable[[Recall | None], Understanding], recall: Recall | None) -> Understanding:
    """Understand with what is kept, or without where that turns out not to help."""
    if recall is None:
        return _on_large_stack(lambda: work(None))
    try:
        try:
            return _on_large_stack(lambda: work(recall))
        except AbandonedError:
            recall.before = None
            return _on_large_stack(lambda: work(recall))
    finally:
        # However it ends, the program's objects are let go of.
        numbering(itertools.count(), None)


def _understand(  # noqa: PLR0913 -- what a program is made of, and one step after the other
    files: tuple[ProjectFile, ...],
    facts: Mapping[str, ModuleFacts],
    dependencies: Mapping[str, str | None],
    stage: Stage,
    root_name: str,
    models: TeamModels,
    documents: Mapping[str, str],
    recall: Recall | None,
) -> Understanding:
    roles = {file.path: file.role for file in files}
    readable = {path: one for path, one in facts.items() if one.problem is None}
    names = module_names([file.path for file in files], root_name)
    library = library_index(dependencies, models)
    # A script without a suffix is Python by its first line; nothing imports it.
    index = ModuleIndex({path: names.get(path, ()) for path in readable}, library.is_known)
    modules = {
        key: SourceModule(key, path, readable[path], is_package=path.endswith("__init__.py"))
        for path, key in index.key_of.items()
    }
    machine = make_machine(modules, index, library, DocumentIndex(documents))
    recollection = None if recall is None else Recollection(machine, recall.before, recall.moved, keeps=True)
    session = Session(machine, dependencies, lambda path: roles.get(path) is Role.APPLICATION, recollection)
    stage("running modules", 0, 3)
    session.know(known_early(session))
    import_first(session)
    session.run_modules(lambda path: roles.get(path) in _IMPORTED)
    callees = Callees(session)
    run_factories(session, application_classes() | session.machine.library.applications(), callees)
    run_factories(session, part_classes(), callees)
    run_completions(session, application_classes())
    with session.beginning():
        prepare(session)
    session.begin_entries()
    stage("running endpoints", 1, 3)
    # What tests import and start is theirs alone, whoever else imports it.
    assemblies = tuple(one for one in assemble(session) if roles.get(one.location.path) is not Role.TEST)
    assemblies = tuple(_cut_short(session, one, facts) for one in assemblies)
    session.begin_requests()
    applications = Runner(session, session.machine.library).applications(assemblies)
    stage("running functions", 2, 3)
    handled = (*run_error_handlers(session, assemblies), *run_after(session, assemblies))
    wanted = [one for one in session.unreached() if roles.get(session.path_of(one.module)) in _ENTERED]
    loose = (*handled, *run_loose(session, wanted))
    entries = Entries(applications, loose, tuple(session.body_effects(lambda path: roles.get(path) in _ENTERED)))
    guards = Guards(library.guards)
    made = endpoints.build(entries, guards, Owners(session.classes()), by_line(session.iterate_events()))
    built = proxies.behind(made, documents)
    flows = flow.flows(entries, columns_written(session), built)
    found = tuple(one for one in flows if roles.get(one.location.path) is not Role.TEST)
    said = (
        *with_deciding(passwords.policies(entries, configuration.facts(session)), entries, built),
        *flow.statements_built(entries),
        *unset_secrets(entries, session.iterate_events()),
        *url_tokens(entries),
    )
    built = tuple(
        replace(one, version=dependencies.get(one.framework.lower()) or "") for one in bodies.with_settings(built, said)
    )
    unresolved = [
        Gap(place.path, place.line, "unresolved", one.clause)
        for assembly in assemblies
        for one in assembly.unresolved
        for place in (one.location or assembly.location,)
    ]
    known = names_of(session) if library.guards else frozenset[str]()
    asked_before = () if recollection is None or recall is None else _settle(recollection, recall)
    return Understanding(
        applications=built,
        flows=found,
        facts=tuple(said),
        sinks=flow.sinks_met(session),
        gaps=tuple(sorted({*session.machine.gaps, *unresolved, *_unmet(session, library), *guards.gaps(known)})),
        undeclared=tuple(guards.unknown(known)),
        asked=tuple(sorted({path for path in (*session.asked(), *asked_before) if path in readable})),
    )


def _settle(recollection: Recollection, recall: Recall) -> tuple[str, ...]:
    """Note what is kept of the runs, and return the files that those have looked at which were not run again."""
    recall.kept, recall.reused, recall.made = recollection.kept(), recollection.reused, recollection.made
    return recall.asked if recall.reused else ()


def _cut_short(session: Session, assembly: Assembly, facts: Mapping[str, ModuleFacts]) -> Assembly:
    """Return an application as unresolved where what makes it, or is handed it beside that, could not be run to its end:
    the rest may add anything.
    """
    place = assembly.location
    read = facts.get(place.path)
    concerned = {
        unpack_region(one.at).line
        for one in (read.functions if read is not None else ())
        if unpack_region(one.span).line <= place.line <= unpack_region(one.span).end_line
        or any(parameter.name in _APPLICATION for parameter in one.parameters)
    }
    cut = {gap.line for gap in session.machine.gaps if gap.path == place.path and gap.kind in {"budget", INTERNAL}}
    if not cut & (concerned | {0}):
        return assembly
    told = Unresolved("what makes the application could not be run to its end", place)
    return msgspec.structs.replace(assembly, unresolved=(*assembly.unresolved, told))


def _unmet(session: Session, library: Index) -> Iterator[Gap]:
    """Yield what a team's models speak of that nothing in the program has met, with a name that it has and is near.

    It is a gap, not an error: one file may serve several projects.
    """
    for row in library.unmet():
        words = f"the model of `{row.name}` ({row.table}) matches nothing in the project"
        hint = did_you_mean(row.name, _alike(session, row.name))
        yield Gap(row.path, row.line, "model", f"{words}; {hint}" if hint else words)


def _alike(session: Session, name: str) -> set[str]:
    """Return the names in the program that share the last part, or all but the last part, of a name."""
    owner, _, last = name.rpartition(".")
    names = (one.rpartition(".") for one in names_of(session))
    return {f"{before}.{after}" for before, _, after in names if before and (before == owner or after == last)}


@contextmanager
def _quiet_collector() -> Iterator[None]:
    """Keep the garbage collector off: nearly everything that is made here lives to the end of the run."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _on_large_stack(work: Callable[[], _T]) -> _T:
    """Do work on a thread with a large stack; an exception is raised again here."""
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(_RECURSION_LIMIT)
    try:
        return done(work, _STACK_BYTES, name="backlint-machine")
    finally:
        sys.setrecursionlimit(limit)
