"""Classes whose methods say their own paths: Flask-AppBuilder's and Flask-Admin's views, Flask-Classful's.

How paths are put together was read in Flask-AppBuilder 4.6 and 5.0 (`create_blueprint`), Flask-Admin 1.6 (`_get_view_url`)
and Flask-Classful 0.16 (`build_rule`). What a class inherits from the library is the library's and not named here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from backlint.execution.folding import is_none
from backlint.execution.program import Program
from backlint.execution.values import (
    AnyValue,
    Arguments,
    CallEvent,
    ClassObject,
    Descriptor,
    FunctionObject,
    InstanceObject,
    Produced,
    members,
    string_of,
)
from backlint.facts.model import STAR
from backlint.frameworks.assembly.flask_rules import Rule, Rules, Stand, join, text_of, variables
from backlint.frameworks.assembly.registration import (
    constructor,
    decorations,
    decorator_call,
    innermost,
    method_of,
    strings,
)

_BUILDERS = ("flask_appbuilder.AppBuilder",)
_API = "flask_appbuilder.api.BaseApi"
_ADDS = frozenset({"add_view", "add_view_no_menu", "add_api"})
_ADMINS = ("flask_admin.Admin",)
_ADMIN_ADDS = frozenset({"add_view", "add_views"})
_CLASSFUL = "flask_classful.FlaskView"
_OWN_VERBS = {"get": "GET", "post": "POST", "put": "PUT", "patch": "PATCH", "delete": "DELETE", "index": "GET"}
_TYPES = {"int": "int", "float": "float", "UUID": "uuid", "str": "string"}
_NO_ROUTES = re.compile(r"_|before_|after_")
_SLASHES = re.compile(r"/+")


def exposed(rules: Rules, scaffold: AnyValue, stand: Stand) -> Iterator[Rule]:
    """Yield the rules of every class that is registered on an application or blueprint by one of these libraries."""
    if scaffold is rules.application:
        for builder, event in _added(rules.program, scaffold, _BUILDERS, _ADDS):
            yield from _of_builder(rules, builder, event, stand)
        begun: list[AnyValue] = []
        for admin, event in _added(rules.program, scaffold, _ADMINS, _ADMIN_ADDS):
            if admin not in begun:
                begun.append(admin)
                yield from _admin_home(rules, admin, stand)
            yield from _of_admin(rules, admin, event, stand)
    for event in rules.program.calls_with(scaffold):
        receiver = event.receiver
        if (
            method_of(event) == "register"
            and isinstance(receiver, ClassObject)
            and rules.program.is_a(receiver, _CLASSFUL)
        ):
            yield from _Classful(rules, receiver, event, stand).rules()


def _added(
    program: Program, application: AnyValue, types: tuple[str, ...], names: frozenset[str]
) -> Iterator[tuple[AnyValue, CallEvent]]:
    """Yield what was added to the extensions of an application: made with it, or given it by `init_app`."""
    for extension in program.results(*types):
        made = constructor(program, extension)
        events = program.calls_on(extension)
        binding = [made, *(event for event in events if method_of(event) in {"init_app", "__init__"})]
        if any(one is not None and application in one.arguments.values() for one in binding):
            yield from ((extension, event) for event in events if method_of(event) in names)


def _instance(program: Program, value: AnyValue) -> InstanceObject | None:
    """Return the view that was added: an instance, or one of the class that was given."""
    if isinstance(value, InstanceObject):
        return value
    made = program.instance(value, {}) if isinstance(value, ClassObject) else None
    return made if isinstance(made, InstanceObject) else None


def _methods(cls: ClassObject) -> Iterator[tuple[str, AnyValue]]:
    """Yield the methods that a class has from the project, its own before those of its bases, each name once."""
    seen: set[str] = set()
    for ancestor in cls.ancestors():
        if isinstance(ancestor, ClassObject):
            for name, value in ancestor.namespace.items():
                if name not in seen:
                    seen.add(name)
                    yield name, value


def _paths(function: AnyValue, package: str, name: str) -> Iterator[CallEvent]:
    """Yield the decorators of a method that say a path."""
    for event in decorations(function):
        made = decorator_call(event)
        if made.callee.partition(".")[0] == package and method_of(made) == name:
            yield made


def _exposed(
    rules: Rules, view: InstanceObject, package: str, prefix: str, event: CallEvent, stand: Stand
) -> Iterator[Rule]:
    program = rules.program
    only = _names(program, view.cls, "include_route_methods")
    without = _names(program, view.cls, "exclude_route_methods") or frozenset()
    for name, function in _methods(view.cls):
        if name in without or (only is not None and name not in only):
            continue
        for made in _paths(function, package, "expose"):
            text, known = text_of(made.arguments.get(0, "url"))
            if not known:
                rules.note("the path exposed", made.site)
            methods, _ = strings(program, made.arguments.get(1, "methods"))
            yield Rule(
                path=join(stand.prefix, join(prefix, text or "/").lstrip("/"))
                if stand.prefix
                else join(prefix, text or "/"),
                view=program.attribute(view, name),
                stand=stand,
                site=made.site,
                order=event.order,
                endpoint=f"{view.cls.facts.name}.{name}",
                methods=tuple(method.upper() for method in methods) or ("GET",),
            )


def _names(program: Program, cls: ClassObject, attribute: str) -> frozenset[str] | None:
    held = cls.lookup(attribute)
    if held is None or is_none(held):
        return None
    names, complete = strings(program, held)
    return frozenset(names) if complete else None


def _said(cls: ClassObject, name: str) -> str | None:
    """Return a text that a class of the project sets as an attribute."""
    held = cls.lookup(name)
    return None if held is None else string_of(held)


# --- Flask-AppBuilder


def _of_builder(rules: Rules, _: AnyValue, event: CallEvent, stand: Stand) -> Iterator[Rule]:
    given = event.arguments.get(0, "baseview")
    for one in members(given) if given is not None else ():
        view = _instance(rules.program, one)
        if view is None:
            rules.note("the view added", event.site)
            continue
        yield from _exposed(rules, view, "flask_appbuilder", _base(rules.program, view.cls), event, stand)


def _base(program: Program, cls: ClassObject) -> str:
    """Return where the paths of an AppBuilder's view begin."""
    said = _said(cls, "route_base")
    if said is not None:
        return said
    if program.is_a(cls, _API):
        resource = _said(cls, "resource_name") or cls.facts.name
        return f"/api/{_said(cls, 'version') or 'v1'}/{resource.lower()}"
    return f"/{cls.facts.name.lower()}"


# --- Flask-Admin


def _of_admin(rules: Rules, admin: AnyValue, event: CallEvent, stand: Stand) -> Iterator[Rule]:
    root = _admin_root(rules.program, admin)
    for value in event.arguments.positional:
        for one in members(value):
            view = _instance(rules.program, one)
            if view is None:
                if not isinstance(one, Produced):
                    rules.note("the view added", event.site)
                continue
            prefix = _admin_url(rules.program, view, root)
            for rule in _exposed(rules, view, "flask_admin", prefix, event, stand):
                yield _guarded(rules.program, view, rule)


def _admin_home(rules: Rules, admin: AnyValue, stand: Stand) -> Iterator[Rule]:
    """Yield the rules of the page that the administration begins with, where that is a class of the project."""
    made = constructor(rules.program, admin)
    given = made.arguments.get(4, "index_view") if made is not None else None
    view = _instance(rules.program, given) if given is not None else None
    if made is not None and view is not None:
        for rule in _exposed(rules, view, "flask_admin", _admin_root(rules.program, admin), made, stand):
            yield _guarded(rules.program, view, rule)


def _admin_root(program: Program, admin: AnyValue) -> str:
    made = constructor(program, admin)
    if made is None:
        return "/admin"
    home = made.arguments.get(4, "index_view")
    begun = constructor(program, home) if isinstance(home, InstanceObject) else None
    said = begun.arguments.keyword("url") if begun is not None else None
    return string_of(made.arguments.get(2, "url")) or string_of(said) or "/admin"


def _guarded(program: Program, view: InstanceObject, rule: Rule) -> Rule:
    """Return a rule with what the class itself asks before its methods (Flask-Admin 1.6 and 2.0, `_handle_view`)."""
    if isinstance(view.cls.lookup("_handle_view"), FunctionObject):
        return msgspec.structs.replace(rule, first=(program.attribute(view, "_handle_view"),))
    if isinstance(view.cls.lookup("is_accessible"), FunctionObject):
        return msgspec.structs.replace(rule, asked=(program.attribute(view, "is_accessible"),))
    return rule


def _admin_url(program: Program, view: InstanceObject, root: str) -> str:
    made = constructor(program, view)
    arguments = Arguments() if made is None else made.arguments
    given = string_of(arguments.keyword("url"))
    if given is not None:
        return given if given.startswith("/") else f"{root}/{given}"
    model = arguments.positional[0] if arguments.positional else None
    named = model.facts.name if isinstance(model, ClassObject) else view.cls.facts.name
    return f"{root}/{string_of(arguments.keyword('endpoint')) or named.lower()}"


# --- Flask-Classful


class _Classful:
    """The routes of one class, as it was registered."""

    def __init__(self, rules: Rules, cls: ClassObject, event: CallEvent, stand: Stand) -> None:
        self._all = rules
        self._cls = cls
        self._event = event
        self._stand = stand
        base, known = self._option(1, "route_base")
        prefix, also = self._option(3, "route_prefix")
        if not (known and also):
            rules.note("the base of the class registered", event.site)
        name = cls.facts.name.lower()
        self._base = base if base is not None else name.removesuffix("view") or name
        self._prefix = prefix or ""

    def _option(self, position: int, name: str) -> tuple[str | None, bool]:
        """Return an option as it is given, or as the class says it."""
        given = self._event.arguments.get(position, name)
        held = self._cls.lookup(name) if given is None or is_none(given) else given
        if held is None or is_none(held):
            return None, True
        return self._all.text(held)

    def rules(self) -> Iterator[Rule]:
        """Yield the rules of every method that is no helper by its name."""
        excluded = _names(self._all.program, self._cls, "excluded_methods") or frozenset()
        instance = _instance(self._all.program, self._cls)
        for name, function in _methods(self._cls):
            if _NO_ROUTES.match(name) or name in excluded or instance is None or not _is_method(function):
                continue
            for path, methods in self._of(name, function):
                yield Rule(
                    path=path,
                    view=self._all.program.attribute(instance, name),
                    stand=self._stand,
                    site=self._event.site,
                    order=self._event.order,
                    endpoint=f"{self._cls.facts.name}:{name}",
                    methods=methods,
                )

    def _of(self, name: str, function: AnyValue) -> Iterator[tuple[str, tuple[str, ...] | None]]:
        said = tuple(_paths(function, "flask_classful", "route"))
        for made in said:
            text, known = self._all.text(made.arguments.get(0, "rule"))
            if not known:
                self._all.note("the path of the method", made.site)
            yield self._path(text), self._all.methods(made)
        if said:
            return
        if name in _OWN_VERBS:
            yield self._path("/", function), (_OWN_VERBS[name],)
        else:
            own = name.replace("_", "-") if _is(self._cls, "method_dashified", True) else name
            methods = strings(self._all.program, self._cls.lookup("default_methods"))[0]
            yield self._path(f"/{own}/", function), tuple(methods) or ("GET",)

    def _path(self, rule: str, function: AnyValue | None = None) -> str:
        parts = [self._prefix, self._base, rule]
        if function is not None:
            parts.extend(self._variables(function))
        path = _SLASHES.sub("/", "/" + "/".join(parts))
        if function is not None:
            path = path.rstrip("/") + ("" if _is(self._cls, "trailing_slash", False) else "/")
        if self._stand.prefix:
            path = join(self._stand.prefix, path)
        return path

    def _variables(self, function: AnyValue) -> Iterator[str]:
        """Yield what a method is called with and has no default for, as the variables of a rule; others name the base's."""
        inner = innermost(function)
        if not isinstance(inner, FunctionObject):
            return
        before = {one.name for one in variables(self._prefix + self._base)}
        before |= _names(self._all.program, self._cls, "base_args") or frozenset()
        for parameter in inner.facts.parameters[1:]:
            if parameter.kind >= STAR:
                break
            if parameter.default is None and parameter.name not in before:
                annotation = self._all.program.annotation(inner, parameter.name)
                kind = _TYPES.get(getattr(annotation, "name", "").rpartition(".")[2], "string")
                yield f"<{kind}:{parameter.name}>"


def _is_method(value: AnyValue) -> bool:
    """Tell whether a class attribute is a function, and no method of the class itself."""
    if isinstance(value, Descriptor):
        return value.kind == "staticmethod"
    inner = innermost(value)
    return isinstance(inner, FunctionObject) and not inner.facts.qualname.endswith("<lambda>")


def _is(cls: ClassObject, name: str, value: bool) -> bool:
    return getattr(cls.lookup(name), "value", None) is value
