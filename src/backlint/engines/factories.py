"""Application factories: functions that make or complete an application and that nothing in the program itself calls."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import msgspec

from backlint.engines.entries import unknown_arguments
from backlint.execution.session import Session
from backlint.execution.values import AnyValue, Arguments, ClassObject, External, FunctionObject, Module
from backlint.facts import model
from backlint.frameworks.assembly import registering_methods

MAX_FACTORIES = 40
MAX_DISTANCE = 2
_PLAIN_VERBS = frozenset("get post put patch delete middleware mount".split())
"""Methods that add to an application, and that other objects have as well."""


def run_factories(session: Session, application_classes: frozenset[str], callees: Callees) -> int:
    """Run every function that makes an application and has not been run, and return how many there were.

    A function that has its application made by another one comes before that one, since it may add to it, or mount what
    that makes below its own; of equals those without required parameters come first, since they are what a server is
    told to call.
    """
    makers = _makers(session, application_classes, callees)
    callers = _callers([function for function, _ in makers], callees)
    wanted = sorted(
        makers,
        key=lambda pair: (
            callers[id(pair[0].facts)],
            -pair[1],
            _required(pair[0]),
            pair[0].module,
            pair[0].facts.at,
        ),
    )
    ran = 0
    for function, _ in wanted[:MAX_FACTORIES]:
        if (function.module, function.facts.span) not in session.machine.executed:
            session.run(function, unknown_arguments(session, function))
            ran += 1
    return ran


def _makers(
    session: Session, application_classes: frozenset[str], callees: Callees
) -> list[tuple[FunctionObject, int]]:
    """Return the functions that have not been run and make an application, each with how many calls lie between."""
    functions = [one for one in session.machine.functions if session.is_production(session.path_of(one.module))]
    known = {
        id(one.facts)
        for one in functions
        if not application_classes.isdisjoint(callees.libraries(one))
        or _registers(session, one, application_classes, callees)
    }
    found = [(one, 0) for one in functions if id(one.facts) in known]
    for distance in range(1, MAX_DISTANCE + 1):
        outer = [
            one
            for one in functions
            if id(one.facts) not in known and any(id(other.facts) in known for other in callees.functions(one))
        ]
        known |= {id(one.facts) for one in outer}
        found.extend((one, distance) for one in outer)
    executed = session.machine.executed
    return [(one, distance) for one, distance in found if (one.module, one.facts.span) not in executed]


def _callers(makers: list[FunctionObject], callees: Callees) -> dict[int, int]:
    """Return of each of these functions, by its facts, how many others of them lead to it through calls of each other."""
    known = {id(one.facts) for one in makers}
    called = {id(one.facts): {id(other.facts) for other in callees.functions(one)} & known for one in makers}
    counts = dict.fromkeys(known, 0)
    for one in known:
        reached, pending = {one}, [one]
        while pending:
            for other in called[pending.pop()] - reached:
                reached.add(other)
                pending.append(other)
                counts[other] += 1
    return counts


def _registers(
    session: Session, function: FunctionObject, application_classes: frozenset[str], callees: Callees
) -> bool:
    """Tell whether a function adds to an application that its module holds: routes, parts, hooks, middleware."""
    namespace = session.namespace(function.module)
    for base, name in callees.named(function):
        held = namespace.get(base) if base and name in registering_methods() else None
        if held is not None and session.is_a(held, *application_classes):
            return True
    return False


def run_completions(session: Session, application_classes: frozenset[str]) -> int:
    """Run the methods that add to an application which their instance holds, and return how many there were.

    A server class makes its application in `__init__` and fills it in a method that somebody calls who is not seen, such
    as an event loop. Of methods that call each other the outermost is run.
    """
    done: set[int] = set()
    ran = 0
    for instance in tuple(session.machine.instances):
        held = {name for name, value in instance.fields.items() if session.is_a(value, *application_classes)}
        if not held or id(instance.cls) in done:
            continue
        done.add(id(instance.cls))
        for method in _completing(session, instance.cls, held):
            if (method.module, method.facts.span) not in session.machine.executed:
                given = unknown_arguments(session, method)
                session.run(method, Arguments((instance, *given.positional[1:])))
                ran += 1
    return ran


def _completing(session: Session, cls: ClassObject, held: set[str]) -> list[FunctionObject]:
    """Return the methods of a class that add to an application in one of these fields, and that no other of them calls."""
    names = {name for one in cls.ancestors() if isinstance(one, ClassObject) for name in one.namespace}
    methods = {name: one for name in sorted(names) if isinstance(one := cls.lookup(name), FunctionObject)}
    called: dict[str, set[str]] = {}
    adding: set[str] = set()
    for name, method in methods.items():
        own = {parameter.name for parameter in method.facts.parameters[1:]}
        called[name] = set()
        for call in _calls(session.machine.body(method.facts, method.facts.body)):
            if isinstance(call.function, model.Attribute):
                if _is_self(call.function.value):
                    called[name].add(call.function.name)
                elif _adds(call.function, held, own):
                    adding.add(name)
    while more := {name for name, others in called.items() if name not in adding and others & adding}:
        adding |= more
    inner = {other for name in adding for other in called[name] if other != name}
    return sorted((methods[name] for name in adding - inner), key=lambda one: (one.module, one.facts.at))


def _is_self(node: object) -> bool:
    return isinstance(node, model.Name) and node.id == "self"


def _adds(callee: model.Attribute, held: set[str], parameters: set[str]) -> bool:
    """Tell whether `callee` is a registering method of `self.field`, of its router, or of a parameter."""
    if callee.name not in registering_methods():
        return False
    base = callee.value
    if isinstance(base, model.Attribute) and base.name == "router":
        base = base.value
    if isinstance(base, model.Attribute):
        return _is_self(base.value) and base.name in held
    return isinstance(base, model.Name) and base.id in parameters and callee.name not in _PLAIN_VERBS


def _required(function: FunctionObject) -> int:
    return sum(
        parameter.default is None and parameter.kind in {model.POSITIONAL_ONLY, model.POSITIONAL, model.KEYWORD_ONLY}
        for parameter in function.facts.parameters
    )


class _Body(msgspec.Struct, frozen=True):
    """What a function's body names: (base, name) for each call of `base.name(...)`, ("", name) for `name(...)`, where
    the name may have dots (`base.part.name`); and what it imports itself, by the name that this has there.
    """

    named: tuple[tuple[str, str], ...]
    imports: tuple[tuple[str, str], ...]


class Callees:
    """What the functions of a program call by a global name or an attribute of one; each body is gone through once."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._bodies: dict[int, _Body] = {}

    def named(self, function: FunctionObject) -> tuple[tuple[str, str], ...]:
        """Return (base, name) for each call of `base.name(...)` in a function's body, ("", name) for `name(...)`."""
        return self._body(function).named

    def _body(self, function: FunctionObject) -> _Body:
        held = self._bodies.get(id(function.facts))
        if held is None:
            body = self._session.machine.body(function.facts, function.facts.body)
            named = tuple(dict.fromkeys(_named(body)))
            path = self._session.path_of(function.module)
            index = self._session.machine.index
            of = tuple(_imported(body, lambda level, module: index.at(index.relative(path, level, module)) or ""))
            imports = tuple(dict.fromkeys(of))
            held = self._bodies[id(function.facts)] = _Body(named, imports)
        return held

    def _held(self, function: FunctionObject) -> Iterator[tuple[str, str, AnyValue | None]]:
        """Yield each call by (base, name), with what the first of these names holds where the function stands."""
        body = self._body(function)
        namespace = self._session.namespace(function.module)
        imports = dict(body.imports)
        for base, name in body.named:
            dotted = imports.get(base or name)
            yield base, name, namespace.get(base or name) if dotted is None else self._session.resolve(dotted)

    def libraries(self, function: FunctionObject) -> Iterator[str]:
        """Yield the library names that a function's body calls, and the library bases of the classes that it makes."""
        session = self._session
        for base_name, name, value in self._held(function):
            held = value
            if base_name and isinstance(held, External):
                yield session.machine.library.canonical(f"{held.name}.{name}")
                continue
            if base_name:
                held = session.namespace(held.name).get(name) if isinstance(held, Module) else None
            elif isinstance(held, External):
                yield held.name
            if isinstance(held, ClassObject):
                yield from held.library_bases()

    def functions(self, function: FunctionObject) -> Iterator[FunctionObject]:
        """Yield the functions of the project that a function's body calls."""
        for base_name, name, value in self._held(function):
            held = value
            if base_name:
                held = self._session.namespace(held.name).get(name) if isinstance(held, Module) else None
            if isinstance(held, FunctionObject):
                yield held


def _named(body: object) -> Iterator[tuple[str, str]]:
    for call in _calls(body):
        callee = call.function
        if isinstance(callee, model.Name):
            yield "", callee.id
        elif isinstance(callee, model.Attribute):
            base, name = callee.value, callee.name
            while isinstance(base, model.Attribute):
                name = f"{base.name}.{name}"
                base = base.value
            if isinstance(base, model.Name):
                yield base.id, name


def _imported(body: object, relative: Callable[[int, str], str]) -> Iterator[tuple[str, str]]:
    """Yield each name that a body binds by an import, with the dotted name of what it holds."""
    for node in _nodes(body, model.Import, model.ImportFrom):
        if isinstance(node, model.ImportFrom):
            stem = relative(node.level, node.module) if node.level else node.module
            yield from ((one.target.id, f"{stem}.{one.name}") for one in node.names if one.target is not None)
        elif isinstance(node, model.Import):
            for one in node.names:
                if one.target is not None:
                    whole = one.name if one.target.id != one.name.partition(".")[0] else one.target.id
                    yield one.target.id, whole


def _calls(node: object) -> Iterator[model.Call]:
    """Yield every call below a node, at any depth, the bodies of inner functions left out."""
    for one in _nodes(node, model.Call):
        if isinstance(one, model.Call):
            yield one


def _nodes(node: object, *kinds: type) -> Iterator[object]:
    """Yield every node of these kinds below a node, the bodies of inner functions left out."""
    pending: list[object] = [node]
    while pending:
        one = pending.pop()
        if isinstance(one, tuple):
            pending.extend(one)
            continue
        if isinstance(one, kinds):
            yield one
        if isinstance(one, msgspec.Struct):
            pending.extend(below for name in one.__struct_fields__ if type(below := getattr(one, name)) not in _PLAIN)


_PLAIN = frozenset({int, str, bool, float, bytes, type(None)})
"""What is no node and holds none."""
