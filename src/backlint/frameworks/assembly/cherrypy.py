"""CherryPy: trees of objects whose exposed methods are pages, dispatchers by method and by routes, and their settings.

How paths lead to objects was checked against CherryPy 18.10: `cherrypy._cpdispatch`, `cherrypy._cptree`. A handler answers
every method unless a tool says otherwise, or a dispatcher goes by it. The path at which a tree is mounted is left out where
it is not known, and said to be.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from backlint.concepts import Parameter, SourceKind, State
from backlint.execution.program import Program
from backlint.execution.taint import Site
from backlint.execution.values import (
    NONE,
    AnyValue,
    Arguments,
    Bound,
    CallEvent,
    ClassObject,
    Constant,
    Descriptor,
    DictObject,
    FunctionObject,
    InstanceObject,
    ListObject,
    Produced,
    members,
    string_of,
)
from backlint.facts.model import DOUBLE_STAR, STAR
from backlint.frameworks.assembly.cherrypy_tools import Settings, Tools, of_mapping, settings_of, united
from backlint.frameworks.assembly.flask_decorators import applied_to, covers_of
from backlint.frameworks.assembly.flask_views import is_callable
from backlint.frameworks.assembly.paths import BRACED, declared, of_variables, value_of
from backlint.frameworks.assembly.reader import Reader
from backlint.frameworks.assembly.registration import (
    decorations,
    decorator_call,
    innermost,
    join_paths,
    method_of,
    name_of,
    place_of,
    prefix_of,
    strings,
    written,
)
from backlint.frameworks.routes import Assembly, Route

_MOUNTS = ("cherrypy.tree.mount", "cherrypy.quickstart", "cherrypy.Application")
APPLICATIONS = _MOUNTS
REGISTERS = frozenset({"mount", "connect"})
_EVERY = ("DELETE", "GET", "PATCH", "POST", "PUT")
"""What a handler for any method is listed with: those that clients send."""
_VERBS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE"})
_SENT = frozenset({SourceKind.QUERY, SourceKind.BODY})
_BY_METHOD, _BY_ROUTES = "cherrypy.dispatch.MethodDispatcher", "cherrypy.dispatch.RoutesDispatcher"
_LAST = 1 << 60
_MAX_DEPTH = 10


class _Node(msgspec.Struct, frozen=True):
    """An object of a tree: its path, the settings down to it, the objects above it, what variables its class takes off."""

    path: str
    layers: tuple[Settings, ...]
    chain: tuple[int, ...] = ()


class _Reader(Reader):
    """Reads one tree."""

    framework = "CherryPy"

    def assembly(self) -> Assembly:
        """Return the tree with all of its pages."""
        self.tools = Tools(self.program)
        self.sections = dict(self._sections())
        everywhere = [of_mapping(event.arguments.get(0)) for event in self.program.calls("cherrypy.config.update")]
        overall = (*everywhere, self.sections.get("/", {}))
        prefix = prefix_of(self.made.arguments.get(1, "script_name"))
        if prefix is None:
            self.note("the path of the tree mounted", self.made.site)
        root = self.made.arguments.get(0, "root")
        routes = [
            route
            for one in members(root or NONE)
            for route in self._walk(one, _Node((prefix or "").rstrip("/"), overall))
        ]
        routes.extend(self._by_routes(united(overall), prefix or ""))
        cookies = self.program.calls("cherrypy.session.*", "cherrypy.response.cookie.*")
        sessions = any("tools.sessions.on" in one for one in overall)
        return self.assembled(routes, {"uses_cookies": State.YES if cookies or sessions else State.NO})

    def _sections(self) -> Iterator[tuple[str, Settings]]:
        """Yield the sections of the tree's configuration by path."""
        given = self.made.arguments.get(2, "config")
        for one in members(given) if given is not None else ():
            if isinstance(one, DictObject):
                for key, held in one.entries.items():
                    if isinstance(key.value, str) and key.value.startswith("/"):
                        yield key.value, of_mapping(held)
            elif one != NONE:
                self.note("the configuration of the tree", self.made.site)

    # --- objects

    def _walk(self, given: AnyValue, node: _Node) -> Iterator[Route]:
        """Yield the pages of an object and of those that it holds."""
        if id(given) in node.chain or len(node.chain) > _MAX_DEPTH:
            return
        cls = given.cls if isinstance(given, InstanceObject) else given
        if not isinstance(cls, ClassObject):
            return
        path, plain = self._taken_off(cls, node.path)
        own = msgspec.structs.replace(
            node, path=path, layers=(*node.layers, settings_of(self.program, given)), chain=(*node.chain, id(given))
        )
        dispatcher = united((*own.layers, self._section(node.path))).get("request.dispatch")
        if dispatcher is not None and self.program.is_a(dispatcher[0], _BY_METHOD):
            yield from self._by_method(given, cls, own)
        for name in self._names(given, cls):
            held = self.program.attribute(given, name)
            for one in members(held):
                if _is_exposed(one):
                    yield from self._exposed(one, name, own, plain)
                elif isinstance(one, InstanceObject):
                    child = msgspec.structs.replace(
                        own, path=f"{own.path}/{name}", layers=(*own.layers, self._section(f"{own.path}/{name}"))
                    )
                    yield from self._walk(one, child)

    def _names(self, given: AnyValue, cls: ClassObject) -> tuple[str, ...]:
        names = dict.fromkeys(n for one in cls.ancestors() if isinstance(one, ClassObject) for n in one.namespace)
        if isinstance(given, InstanceObject):
            names |= dict.fromkeys(given.fields)
        return tuple(name for name in names if not name.startswith("_"))

    def _taken_off(self, cls: ClassObject, path: str) -> tuple[str, str]:
        """Return the path with the segments that `popargs` takes off as parameters, and the one without them."""
        for event in decorations(cls):
            made = decorator_call(event)
            if made.callee == "cherrypy.popargs":
                names = [name for one in made.arguments.positional if (name := string_of(one)) is not None]
                return path + "".join(f"/{{{name}}}" for name in names), path
        return path, path

    def _section(self, path: str) -> Settings:
        return self.sections.get(path, {})

    def _exposed(self, handler: AnyValue, name: str, node: _Node, plain: str) -> Iterator[Route]:
        """Yield the routes of one exposed method: by its name and its aliases."""
        inner = innermost(handler)
        settings = united((*node.layers, self._section(f"{node.path}/{name}"), settings_of(self.program, inner)))
        methods = self._methods(settings)
        for one in (name, *_aliases(inner)):
            tail = "" if one == "index" else "{…}" if one == "default" else one
            path = f"{node.path}/{tail}" if tail else node.path or "/"
            yield self._route(handler, methods, path, settings)
        if plain != node.path and name == "index":
            yield self._route(handler, methods, plain or "/", settings)

    def _methods(self, settings: Settings) -> tuple[str, ...]:
        allowed, _ = settings.get("tools.allow.methods", (None, None))
        names, complete = strings(self.program, allowed) if "tools.allow.on" in settings else ((), True)
        found = tuple(sorted(name.upper() for name in names if name.upper() not in {"HEAD", "OPTIONS"}))
        return found if found and complete else _EVERY

    def _by_method(self, given: AnyValue, cls: ClassObject, node: _Node) -> Iterator[Route]:
        """Yield the routes of an exposed object whose methods are called as HTTP's are."""
        exposed = cls.lookup("exposed")
        marked = any(decorator_call(event).callee == "cherrypy.expose" for event in decorations(cls))
        if not marked and not (isinstance(exposed, Constant) and exposed.value):
            return
        for verb in sorted(_VERBS):
            if isinstance(cls.lookup(verb), FunctionObject):
                handler = self.program.attribute(given, verb)
                settings = united((*node.layers, settings_of(self.program, innermost(handler))))
                yield self._route(handler, (verb,), node.path or "/", settings)

    # --- routes by pattern

    def _by_routes(self, settings: Settings, prefix: str) -> Iterator[Route]:
        dispatcher = settings.get("request.dispatch")
        for one in members(dispatcher[0]) if dispatcher is not None else ():
            if not self.program.is_a(one, _BY_ROUTES):
                continue
            for event in self.program.calls_on(one):
                if method_of(event) == "connect":
                    yield from self._connected(event, settings, prefix)

    def _connected(self, event: CallEvent, settings: Settings, prefix: str) -> Iterator[Route]:
        text = prefix_of(event.arguments.get(1, "route"))
        if text is None:
            self.note("the route connected", event.site)
            text = "/{…}"
        conditions = event.arguments.keyword("conditions")
        given = conditions.get("method") if isinstance(conditions, DictObject) else None
        names, _ = strings(self.program, given)
        methods = tuple(sorted(name.upper() for name in names)) or _EVERY
        action = string_of(event.arguments.keyword("action") or Constant("index", "str")) or "index"
        controller = event.arguments.get(2, "controller")
        for one in members(controller) if controller is not None else ():
            node = self.program.instance(one, {}) if isinstance(one, ClassObject) else one
            handler = self.program.attribute(node, action)
            if is_callable(handler):
                own = united((settings, settings_of(self.program, node), settings_of(self.program, innermost(handler))))
                yield self._route(handler, methods, join_paths(prefix, text), own, event.site)

    # --- one page

    def _route(
        self, handler: AnyValue, methods: tuple[str, ...], path: str, settings: Settings, at: Site | None = None
    ) -> Route:
        site = at or self.made.site
        path, found = of_variables(path, BRACED, lambda kind: "segment" if not kind else "str")
        inner = written(handler)
        values = {one.name: value_of(self.program, one, site, {}) for one in found}
        parameters = [declared(self.program, one, site) for one in found]
        keywords: list[tuple[str, AnyValue]] = []
        star: AnyValue | None = None
        others: AnyValue | None = None
        for name, kind, place in self._named(inner):
            value = values.get(name)
            if value is None:
                source = frozenset({SourceKind.PATH}) if kind == STAR else _SENT
                shown = "" if kind in {STAR, DOUBLE_STAR} else name
                value = self.program.input(source, f"request parameter {name}", place, name=shown)
                if shown:
                    where = self.program.location(place)
                    parameters.append(Parameter(name=name, where="query", validated=State.NO, location=where))
            if kind == STAR:
                star = value
            elif kind == DOUBLE_STAR:
                others = value
            else:
                keywords.append((name, value))
        known = {"cherrypy.request.method": Constant(methods[0], "str")} if len(methods) == 1 else {}
        return Route(
            methods=methods,
            path=path or "/",
            name=name_of(self.program, inner),
            location=place_of(self.program, inner, site),
            handler=handler if is_callable(handler) else None,
            arguments=Arguments((), tuple(keywords), star, others),
            parameters=tuple(parameters),
            covers=(
                *self.tools.covers(settings),
                *covers_of(self.program, applied_to(innermost(handler), _LAST)),
            ),
            known=known,
            returns_html=State.NO if "tools.json_out.on" in settings else State.YES,
        )

    def _named(self, function: AnyValue) -> Iterator[tuple[str, int, Site]]:
        if isinstance(function, FunctionObject):
            skipped = 1 if function.owner is not None else 0
            for one in function.facts.parameters[skipped:]:
                yield one.name, one.kind, Site(self.program.path_of(function.module), one.at, function.facts.qualname)


def _is_exposed(value: AnyValue) -> bool:
    """Tell whether a method is exposed: by CherryPy's decorator, or by the attribute, on it or on what it wraps."""
    for _ in range(_MAX_DEPTH):
        if isinstance(value, (Bound, Descriptor)):
            value = value.function
        if not isinstance(value, FunctionObject):
            return False
        held = value.attributes.get("exposed")
        if held is not None and not (isinstance(held, Constant) and not held.value):
            return True
        if any(
            decorator_call(event).callee in {"cherrypy.expose", "cherrypy.expose()"} for event in decorations(value)
        ):
            return True
        if value.wraps is None:
            return False
        value = value.wraps
    return False


def _aliases(function: AnyValue) -> Iterator[str]:
    """Yield the further names that `expose` gives a method."""
    for event in decorations(function):
        made = decorator_call(event)
        given = (
            made.arguments.get(0, "func" if made is event else "alias") if made.callee == "cherrypy.expose" else None
        )
        given = made.arguments.get(1, "alias") if given is function else given
        for one in members(given) if given is not None else ():
            items = one.items if isinstance(one, ListObject) else (one,)
            yield from (name.replace(".", "_") for item in items if (name := string_of(item)) is not None)


def _assemble(program: Program) -> Iterator[Assembly]:
    """Yield every tree that is mounted or started."""
    for event in program.calls(*_MOUNTS):
        given = event.arguments.get(0, "root")
        for one in members(given) if given is not None else ():
            # A tree that was made before it is mounted is the one that was made.
            if not isinstance(one, Produced):
                yield _Reader(program, event.result or NONE, event).assembly()
                break


ASSEMBLE = _assemble
