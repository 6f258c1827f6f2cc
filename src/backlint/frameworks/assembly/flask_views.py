"""The views of Flask's rules: functions, class views and resources, with what was put around them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from backlint.execution.program import Program
from backlint.execution.values import (
    AnyValue,
    Arguments,
    Bound,
    ClassObject,
    Descriptor,
    DictObject,
    FunctionObject,
    InstanceObject,
    ListObject,
    Partial,
    Produced,
    Tuple,
    members,
    string_of,
)
from backlint.frameworks.assembly.flask_decorators import Decoration, applied_to, decoration_of, of_event
from backlint.frameworks.assembly.flask_rules import Rule
from backlint.frameworks.assembly.registration import innermost, strings, written

VIEW = "flask.views.View"
METHOD_VIEW = "flask.views.MethodView"
_VERBS = ("get", "post", "put", "patch", "delete", "trace")
_MAX_WRAPPERS = 16
MAX_ALTERNATIVES = 2
_RESOURCES = ("flask_restful.Resource", "flask_restx.Resource")
_SERIALIZERS = frozenset({("flask_smorest", "response"), ("apiflask", "output")})


class View(msgspec.Struct, frozen=True, kw_only=True):
    """What handles some methods of a rule.

    `handler` is what the machine calls (None: not known), `inner` the function that people wrote for it. `decorators`
    are the library's decorators around it, innermost first. `before` are functions of the project that run before the
    handler with its arguments. `stands_for` says what calling a library's object means while the handler is run.
    `as_json` tells that what it returns is sent as JSON.
    """

    methods: tuple[str, ...]
    handler: AnyValue | None
    inner: AnyValue | None
    name: str | None = None
    decorators: tuple[Decoration, ...] = ()
    before: tuple[AnyValue, ...] = ()
    stands_for: tuple[tuple[Produced, AnyValue], ...] = ()
    as_json: bool = False


class _Class(msgspec.Struct, frozen=True):
    """A class view as it was registered: the class, what it is made with, the name of its endpoint."""

    cls: ClassObject
    made_with: Arguments
    name: str | None = None
    view: Produced | None = None


def views_of(program: Program, rule: Rule) -> Iterator[View]:
    """Yield the views of a rule, a class view's methods one by one; a rule without a view only names a path."""
    possible = members(rule.view) if rule.view is not None else ()
    if len(possible) > MAX_ALTERNATIVES:
        # Which of many it is cannot be told: a cache's content, say. To name each would be wrong for all but one.
        yield View(methods=_listed(rule.methods or ("GET",)), handler=None, inner=None)
        return
    for one in possible:
        handler, outer = _unwrap(program, one, rule)
        cls = _class_of(program, handler, rule)
        if cls is not None:
            yield from _class_view(program, cls, rule, handler, outer)
            continue
        handler, more = decorate(program, handler, rule.decorators)
        around = (*applied_to(handler, rule.order), *outer, *more)
        yield View(
            methods=_listed(rule.methods or ("GET",)),
            handler=handler if is_callable(handler) else None,
            inner=written(handler),
            decorators=around,
            as_json=_serialized(around),
        )


def _listed(methods: tuple[str, ...]) -> tuple[str, ...]:
    """Leave out what Flask answers by itself, unless there is nothing else."""
    return tuple(name for name in methods if name not in {"HEAD", "OPTIONS"}) or methods


def is_callable(value: AnyValue) -> bool:
    """Tell whether the machine can run a value as a function of the project."""
    return isinstance(value, (FunctionObject, Bound, Partial, Descriptor, InstanceObject))


# --- what was put around a view where it was registered


def _unwrap(program: Program, view: AnyValue, rule: Rule) -> tuple[AnyValue, tuple[Decoration, ...]]:
    """Take the calls of library decorators off a view: `limiter.limit("5/minute")(login_required(view))`."""
    found: list[Decoration] = []
    for _ in range(_MAX_WRAPPERS):
        if not isinstance(view, Produced) or is_view_class(program, view):
            break
        wrapped = next((value for value in view.call.arguments.positional if _is_view(program, value)), None)
        decorator = decoration_of(program, view.call.function)
        if wrapped is None:
            break
        # What keeps the view as it is was noted on a function; on anything else it shows only in its calls.
        kept = [event for event in program.calls_with(view) if event.result is view and event.order < rule.order]
        found = [*([] if decorator is None else [decorator]), *map(of_event, kept), *found]
        view = wrapped
    return view, tuple(found)


def _is_view(program: Program, value: AnyValue) -> bool:
    if isinstance(value, Produced):
        return is_view_class(program, value) or any(_is_view(program, one) for one in value.call.arguments.positional)
    return is_callable(value)


def decorate(
    program: Program, function: AnyValue, decorators: tuple[AnyValue, ...]
) -> tuple[AnyValue, tuple[Decoration, ...]]:
    """Put decorators around a function, innermost first: the project's own are run, the library's are noted."""
    noted: list[Decoration] = []
    for decorator in decorators:
        known = decoration_of(program, decorator)
        if known is not None:
            noted.append(known)
        elif is_callable(decorator) or isinstance(decorator, ClassObject):
            wrapped = program.run(decorator, Arguments((function,))).value
            if is_callable(wrapped):
                function = wrapped
    return function, tuple(noted)


# --- class views


def is_view_class(program: Program, value: AnyValue) -> bool:
    """Tell whether a value is what `View.as_view("name")` gave."""
    return (
        isinstance(value, Produced)
        and value.call.callee.endswith(".as_view")
        and isinstance(value.call.receiver, (ClassObject, InstanceObject))
        and program.is_a(value.call.receiver, VIEW)
    )


def _class_of(program: Program, view: AnyValue, rule: Rule) -> _Class | None:
    """Return the class view that stands behind a registered view, also inside of a wrapper of the project."""
    if isinstance(view, ClassObject) and program.is_a(view, VIEW):
        return _Class(view, rule.made_with)
    held = view if isinstance(view, Produced) else _wrapped_class(program, view)
    if held is None or not is_view_class(program, held):
        return None
    receiver = held.call.receiver
    cls = receiver.cls if isinstance(receiver, InstanceObject) else receiver
    if not isinstance(cls, ClassObject):
        return None
    given = held.call.arguments
    rest = Arguments(given.positional[1:], tuple((key, value) for key, value in given.keywords if key != "name"))
    return _Class(cls, rest, string_of(given.get(0, "name")), None if held is view else held)


def _wrapped_class(program: Program, view: AnyValue) -> Produced | None:
    """Return the result of `as_view` that a function of the project was made around."""
    for _ in range(_MAX_WRAPPERS):
        inner = innermost(view)
        if isinstance(inner, Produced):
            return inner
        if not isinstance(inner, FunctionObject) or inner.closure is None or inner.closure.function is None:
            return None
        given = [value for value in inner.closure.variables.values() if is_view_class(program, value)]
        if given and isinstance(given[0], Produced):
            return given[0]
        parameters = inner.closure.function.facts.parameters
        held = inner.closure.variables.get(parameters[0].name) if parameters else None
        if held is None or held is view:
            return None
        view = held
    return None


def _class_view(
    program: Program, made: _Class, rule: Rule, handler: AnyValue, outer: tuple[Decoration, ...]
) -> Iterator[View]:
    cls = made.cls
    instance = program.run(cls, made.made_with).value
    if not isinstance(instance, InstanceObject):
        instance = program.instance(cls, {})
    own = _class_list(program, cls, "decorators")
    if not program.is_a(cls, METHOD_VIEW):
        dispatch = program.attribute(instance, "dispatch_request")
        allowed = rule.methods or _class_methods(program, cls) or ("GET",)
        yield _method(program, made, rule, handler, (_listed(allowed), dispatch, (), own, outer))
        return
    named = rule.methods or _class_methods(program, cls)
    wanted = [verb for verb in _VERBS if cls.lookup(verb) is not None and (len(named) == 0 or verb.upper() in named)]
    overridden = cls.lookup("dispatch_request")
    before = (program.attribute(instance, "dispatch_request"),) if isinstance(overridden, FunctionObject) else ()
    for verb in wanted:
        method = program.attribute(instance, verb)
        around = (*_class_list(program, cls, "method_decorators", verb), *own)
        yield _method(program, made, rule, handler, ((verb.upper(),), method, before, around, outer))


_Parts = tuple[tuple[str, ...], AnyValue, tuple[AnyValue, ...], tuple[AnyValue, ...], tuple[Decoration, ...]]


def _method(program: Program, made: _Class, rule: Rule, handler: AnyValue, parts: _Parts) -> View:
    """Return one method of a class view, with everything that stands around it."""
    methods, method, before, around, outer = parts
    called, noted = decorate(program, method, around)
    stands_for: tuple[tuple[Produced, AnyValue], ...] = ()
    wrappers: tuple[Decoration, ...] = ()
    if made.view is not None:
        stands_for = ((made.view, called),)
        wrappers = tuple(applied_to(handler, rule.order))
        called = handler
    called, more = decorate(program, called, rule.decorators)
    every = (*applied_to(method, rule.order), *noted, *wrappers, *outer, *more)
    return View(
        methods=methods,
        handler=called if is_callable(called) else None,
        inner=written(method),
        name=made.name,
        decorators=every,
        before=before,
        stands_for=stands_for,
        as_json=program.is_a(made.cls, *_RESOURCES) or _serialized(every),
    )


def _serialized(decorators: Iterable[Decoration]) -> bool:
    """Tell whether a decorator turns what a view returns into JSON."""
    return any((one.package, one.last) in _SERIALIZERS for one in decorators)


def _class_methods(program: Program, cls: ClassObject) -> tuple[str, ...]:
    """Return the class attribute `methods`."""
    held = cls.lookup("methods")
    return tuple(name.upper() for name in strings(program, held)[0]) if held is not None else ()


def _class_list(program: Program, cls: ClassObject, name: str, key: str = "") -> tuple[AnyValue, ...]:
    """Return a class attribute with decorators, innermost first: a list, or lists by the method's name."""
    held = cls.lookup(name)
    if isinstance(held, DictObject) and key:
        held = held.get(key)
    return program.items(held)[0] if isinstance(held, (ListObject, Tuple)) else ()
