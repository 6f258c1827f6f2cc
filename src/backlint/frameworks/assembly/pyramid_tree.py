"""Pyramid's configuration: the configurator, those that included functions are given, what was scanned.

How inclusion, prefixes, packages and scans work was checked against Pyramid 2.1: `pyramid.config`; callbacks against
venusian 3.1. An `include` is modelled as giving the configurator that the included function is called with.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from backlint.execution.program import Program
from backlint.execution.values import (
    NONE,
    AnyValue,
    Arguments,
    CallEvent,
    ClassObject,
    Constant,
    DictObject,
    External,
    FunctionObject,
    InstanceObject,
    Module,
    Produced,
    members,
    string_of,
)
from backlint.frameworks.assembly.flask_views import is_callable
from backlint.frameworks.assembly.registration import constructor, innermost, method_of, prefix_of, strings

CONFIGURATOR = "pyramid.config.Configurator"
_INNER = frozenset({f"{CONFIGURATOR}.include", f"{CONFIGURATOR}.with_package"})
_MAX_CONFIGURATORS = 400


class Stand(msgspec.Struct, frozen=True):
    """A configurator with what holds for what is added to it: the prefix of its routes, and its package."""

    configurator: AnyValue
    prefix: str
    package: str


class Scan(msgspec.Struct, frozen=True):
    """A package that was scanned on a configurator, and what was left out below it."""

    stand: Stand
    package: str
    ignored: tuple[str, ...]

    def covers(self, module: str) -> bool:
        """Tell whether a module is looked through."""
        return _is_below(module, self.package) and not any(_is_below(module, one) for one in self.ignored)


class Tree:
    """One application's configurators, the first of which is its own."""

    def __init__(self, program: Program, root: AnyValue, made: CallEvent) -> None:
        self.program = program
        self.unread: list[tuple[str, CallEvent]] = []
        self._names = {program.path_of(name): name for name in program.modules()}
        package = _dotted(program, made.arguments.keyword("package")) or self.package_at(made)
        self.root = Stand(root, prefix_of(made.arguments.keyword("route_prefix")) or "", package)
        self.made = made

    def package_at(self, event: CallEvent) -> str:
        """Return the package in whose code a call stands."""
        return self.package_of(self._names.get(event.site.path, ""))

    def package_of(self, module: str) -> str:
        """Return a module itself if it is a package, else the one that it is in."""
        if module and self.program.path_of(module).endswith("__init__.py"):
            return module
        return module.rpartition(".")[0] or module

    def stands(self) -> Iterator[Stand]:
        """Yield every configurator once, an inner one after what was done before it."""
        pending = [self.root]
        seen: set[int] = set()
        while pending and len(seen) < _MAX_CONFIGURATORS:
            stand = pending.pop(0)
            if id(stand.configurator) in seen:
                continue
            seen.add(id(stand.configurator))
            yield stand
            inner = (event for event in self.program.calls_on(stand.configurator) if event.callee in _INNER)
            pending.extend(self._inner(stand, event) for event in inner if event.result is not None)

    def _inner(self, stand: Stand, event: CallEvent) -> Stand:
        if method_of(event) == "with_package":
            package = _dotted(self.program, event.arguments.get(0, "package"))
            return Stand(event.result or NONE, stand.prefix, package or stand.package)
        function = self.included(stand, event)
        package = self.package_of(function.module) if function is not None else stand.package
        added = prefix_of(event.arguments.get(1, "route_prefix"))
        if added is None:
            self.unread.append(("the prefix of what is included", event))
            added = "{…}"
        prefix = f"{stand.prefix.rstrip('/')}/{added.lstrip('/')}" if added else stand.prefix
        return Stand(event.result or NONE, prefix, package)

    def included(self, stand: Stand, event: CallEvent) -> FunctionObject | None:
        """Return the function of the project that an `include` calls; None for one of a library, or one not known."""
        given = event.arguments.get(0, "callable")
        for one in members(given) if given is not None else ():
            target = self.resolve(stand, one)
            if isinstance(target, Module):
                target = self.program.namespace(target.name).get("includeme")
            inner = innermost(target) if target is not None else None
            if isinstance(inner, FunctionObject):
                return inner
            if not isinstance(target, External):
                self.unread.append(("what is included", event))
        return None

    def resolve(self, stand: Stand, value: AnyValue | None) -> AnyValue | None:
        """Return what a dotted name means, which may be relative to the configurator's package; others as they are."""
        dotted = string_of(value) if value is not None else None
        if dotted is None:
            return value
        if dotted.startswith((".", ":")):
            base, rest = stand.package, dotted[1:]
            while rest.startswith("."):
                base, rest = base.rpartition(".")[0], rest[1:]
            dotted = f"{base}.{rest}" if rest else base
        return self.program.resolve(dotted.replace(":", "."))

    def scans(self) -> Iterator[Scan]:
        """Yield every scan of the project's own code."""
        for stand in self.stands():
            for event in self.program.calls_on(stand.configurator):
                if method_of(event) == "scan":
                    yield from self._scan(stand, event)

    def _scan(self, stand: Stand, event: CallEvent) -> Iterator[Scan]:
        ignored, complete = strings(self.program, _or_none(event.arguments.keyword("ignore")))
        if not complete:
            self.unread.append(("what a scan leaves out", event))
        absolute = tuple(f"{stand.package}{one}" if one.startswith(".") else one for one in ignored)
        given = event.arguments.get(0, "package")
        if given is None or given == NONE:
            yield Scan(stand, stand.package, absolute)
            return
        for one in members(given):
            target = self.resolve(stand, one)
            if isinstance(target, Module):
                yield Scan(stand, target.name, absolute)
            elif not isinstance(target, External):
                dotted = string_of(one)
                if dotted is None:
                    self.unread.append(("what is scanned", event))
                else:
                    yield Scan(stand, dotted, absolute)

    # --- what the framework calls while an application is put together

    def grow(self) -> None:
        """Call what is included, the project's own directives, and what a scan calls back, until nothing is added."""
        done: set[int] = set()
        included: set[int] = set()
        directives: dict[str, AnyValue] = {}
        more = True
        while more:
            more = False
            for stand in list(self.stands()):
                for event in self.program.calls_on(stand.configurator):
                    if id(event) not in done:
                        done.add(id(event))
                        self._follow(stand, event, directives, included)
                        more = True
        self.unread.clear()

    def _follow(self, stand: Stand, event: CallEvent, directives: dict[str, AnyValue], included: set[int]) -> None:
        method = method_of(event)
        if method == "include" and event.result is not None:
            function = self.included(stand, event)
            if function is not None and id(function) not in included:
                included.add(id(function))
                self.program.run(function, Arguments((event.result,)))
        elif method == "add_directive":
            name, directive = string_of(event.arguments.get(0, "name") or NONE), event.arguments.get(1, "directive")
            resolved = self.resolve(stand, directive)
            if name is not None and resolved is not None:
                directives[name] = resolved
        elif method == "scan":
            for scan in self._scan(stand, event):
                self._call_back(scan)
        elif method in directives:
            given = event.arguments
            first = (stand.configurator, *given.positional)
            self.program.run(directives[method], Arguments(first, given.keywords, given.star, given.double_star))

    def _call_back(self, scan: Scan) -> None:
        """Call what decorators have attached to the functions and classes of a package: `venusian.attach`."""
        for event in self.program.calls("venusian.attach"):
            wrapped, callback = event.arguments.get(0, "wrapped"), event.arguments.get(1, "callback")
            if wrapped is None or callback is None or not is_callable(callback):
                continue
            inner = innermost(wrapped)
            if scan.covers(self._module_of(inner)):
                name = inner.facts.name if isinstance(inner, (FunctionObject, ClassObject)) else ""
                context = Produced(event, "venusian.Scanner", frozenset(), 0)
                context.fields["config"] = scan.stand.configurator
                self.program.run(callback, Arguments((context, Constant(name, "str"), wrapped)))

    def _module_of(self, value: AnyValue) -> str:
        """Return the module in which something was defined, or an object was made."""
        if isinstance(value, (FunctionObject, ClassObject)):
            return value.module
        return self._names.get(value.site.path, "") if isinstance(value, InstanceObject) and value.site else ""


def roots(program: Program) -> Iterator[tuple[AnyValue, CallEvent]]:
    """Yield every configurator that the program makes itself, with the call that made it."""
    for one in program.results(CONFIGURATOR):
        made = constructor(program, one)
        if isinstance(one, (Produced, InstanceObject)) and made is not None and made.callee not in _INNER:
            yield one, made


def option(event: CallEvent, position: int | None, name: str) -> AnyValue | None:
    """Return an argument by position or keyword, also out of an unpacked mapping; one that is None is not given."""
    given = event.arguments.get(position, name)
    unpacked = event.arguments.double_star
    if given is None and isinstance(unpacked, DictObject):
        given = unpacked.get(name)
    return _or_none(given)


def _or_none(value: AnyValue | None) -> AnyValue | None:
    return None if value is None or value == NONE else value


def _dotted(program: Program, value: AnyValue | None) -> str:
    """Return the name of the package that a module or a dotted name means."""
    _ = program
    if isinstance(value, Module):
        return value.name
    return (string_of(value) or "") if value is not None else ""


def _is_below(module: str, package: str) -> bool:
    return module == package or module.startswith(f"{package}.")
