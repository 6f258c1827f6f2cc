"""Flask: applications made anywhere, their blueprints at every depth, class views and resources, hooks before requests."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import msgspec

from backlint.concepts import Evidence, Parameter, ProtectionKind, RateLimit, SinkKind, SourceKind, State
from backlint.execution.ambient import EVERYTHING
from backlint.execution.program import Program
from backlint.execution.taint import Site, neutralize
from backlint.execution.values import (
    TRUE,
    AnyValue,
    Arguments,
    Bound,
    CallEvent,
    ClassObject,
    Constant,
    DictObject,
    External,
    FunctionObject,
    HeapObject,
    InstanceObject,
    Member,
    Produced,
    Text,
    Union,
    Unknown,
    Value,
    constant,
)
from backlint.findings import Location
from backlint.frameworks.assembly.converters import of_url_maps, through
from backlint.frameworks.assembly.flask_application import Whole, blueprint_limits, whole
from backlint.frameworks.assembly.flask_arguments import given_by
from backlint.frameworks.assembly.flask_decorators import covers_of, decoration_of, limits_of, of_event
from backlint.frameworks.assembly.flask_resources import resources
from backlint.frameworks.assembly.flask_rules import (
    APPLICATION,
    REGISTERING,
    Hook,
    Rule,
    Rules,
    Stand,
    Variable,
    canonical,
    variables,
)
from backlint.frameworks.assembly.flask_views import View, is_callable, views_of
from backlint.frameworks.assembly.registration import (
    applied,
    constructor,
    decorations,
    evidence,
    handed_on,
    name_of,
    place_of,
    written,
)
from backlint.frameworks.routes import Assembly, Cover, ErrorHandler, Route

APPLICATIONS = ("flask.Flask", "quart.Quart")
PARTS = ("flask.Blueprint", "quart.Blueprint")
REGISTERS = frozenset(
    """
    route get post put patch delete add_url_rule register_blueprint before_request after_request errorhandler
    register_error_handler
    """.split()
)
_TYPES = {
    "int": External("builtins.int"),
    "float": External("builtins.float"),
    "uuid": External("uuid.UUID"),
    "any": External("builtins.bool"),
}
"""What Werkzeug's converters guarantee; `any` gives one of its own words, which are as harmless as a boolean."""
_CURRENT = tuple(External(f"{package}.current_app") for package in ("flask", "flask.globals", "quart"))


class _Reader:
    """Reads one application object."""

    def __init__(
        self, program: Program, application: AnyValue, made: CallEvent, root: str, adrift: tuple[CallEvent, ...]
    ) -> None:
        self.program = program
        self.application = application
        self.made = made
        self.rules = Rules(program, application, root, resources, adrift)
        self._hooks: list[tuple[AnyValue, Hook]] = []
        self._preprocessors: list[tuple[AnyValue, Hook]] = []
        self._inputs: dict[tuple[Site, str], AnyValue] = {}
        self._converters = of_url_maps(program)

    def assembly(self) -> Assembly:
        """Return the application with all of its routes."""
        rules = self.rules.read()
        self._find_hooks()
        overall = whole(self.program, self.application, self._after())
        routes = [route for rule in rules for route in self._routes(rule, overall)]
        self._name_views(rules)
        place = self.program.location(self.made.site)
        return Assembly(
            key=f"{place.path}:{place.line}",
            framework="Quart" if self._package == "quart" else "Flask",
            location=place,
            routes=tuple({_key(route): route for route in reversed(routes)}.values())[::-1],
            unresolved=tuple(dict.fromkeys((*self.rules.unresolved, *handed_on(self.program, self.application)))),
            headers=overall.headers,
            headers_state=overall.headers_state,
            default_limits=overall.default_limits,
            limits_state=overall.limits_state,
            csrf=overall.csrf,
            csrf_evidence=overall.csrf_evidence,
            uses_cookies=overall.uses_cookies,
            same_site=overall.same_site,
            production=self.program.is_production(place.path),
            error_handlers=tuple(self._error_handlers()),
            after=tuple(self._followers()),
        )

    # --- hooks

    def _find_hooks(self) -> None:
        """Find what runs before requests: for the application first, then for each blueprint, as Flask orders them."""
        every = [(hook.event.order, hook) for hook in self.rules.hooks(self.application, "before_request")]
        for blueprint, event in self.rules.blueprints:
            every.extend((event.order, hook) for hook in self.rules.hooks(blueprint, "before_app_request"))
        # Both run before any hook that answers: with the endpoint's name and the values in the address.
        self._preprocessors = [
            (self.application, hook) for hook in self.rules.hooks(self.application, "url_value_preprocessor")
        ]
        for blueprint in {id(one): one for one, _ in self.rules.blueprints}.values():
            for name, holder in (
                ("app_url_value_preprocessor", self.application),
                ("url_value_preprocessor", blueprint),
            ):
                self._preprocessors.extend((holder, hook) for hook in self.rules.hooks(blueprint, name))
        every.sort(key=lambda pair: (pair[0], pair[1].event.order))
        self._hooks = [(self.application, hook) for _, hook in every]
        for blueprint in {id(one): one for one, _ in self.rules.blueprints}.values():
            self._hooks.extend((blueprint, hook) for hook in self.rules.hooks(blueprint, "before_request"))

    def _after(self) -> Iterator[Hook]:
        yield from self.rules.hooks(self.application, "after_request")
        for blueprint in {id(one): one for one, _ in self.rules.blueprints}.values():
            yield from self.rules.hooks(blueprint, "after_app_request")

    def _followers(self) -> Iterator[Cover]:
        """Yield what runs after every request, with the response."""
        for hook in self._after():
            if is_callable(hook.function):
                shown = evidence(self.program, "after_request", hook.event.site)
                response = Unknown(type=External("flask.Response"))
                yield Cover(evidence=shown, function=hook.function, arguments=Arguments((response,)))

    def _hook_covers(self, stand: Stand) -> Iterator[Cover]:
        for scaffold in stand.chain:
            for holder, hook in self._hooks:
                if holder is scaffold:
                    yield from self._hook_cover(hook)

    def _preprocessed(self, rule: Rule, values: Iterable[tuple[str, AnyValue]]) -> Iterator[Cover]:
        """Yield what is given the values in the address before anything else: it may refuse as well."""
        for scaffold in rule.stand.chain:
            for holder, hook in self._preprocessors:
                if holder is scaffold and is_callable(hook.function):
                    name = name_of(self.program, hook.function).rpartition(":")[2].rpartition(".")[2]
                    shown = evidence(self.program, name, hook.event.site)
                    held = DictObject({Constant(key, "str"): value for key, value in values}, None, None, 0)
                    given = Arguments((Constant(rule.endpoint or "", "str"), held))
                    yield Cover(evidence=shown, function=hook.function, arguments=given, addressed=True)

    def _hook_cover(self, hook: Hook) -> Iterator[Cover]:
        known = decoration_of(self.program, hook.function)
        if known is not None:
            yield from covers_of(self.program, (known,))
            return
        name = name_of(self.program, hook.function).rpartition(":")[2].rpartition(".")[2]
        shown = evidence(self.program, name, hook.event.site)
        yield from covers_of(self.program, (of_event(one) for one in _below(hook.function, hook.event.order)))
        if is_callable(hook.function):
            yield Cover(evidence=shown, function=hook.function, answers=True)
        elif not isinstance(hook.function, (ClassObject, External)):
            yield Cover(evidence=shown)

    # --- routes

    def _routes(self, rule: Rule, overall: Whole) -> Iterator[Route]:
        for view in views_of(self.program, rule):
            whole = self._route(rule, view, overall)
            single = [msgspec.structs.replace(view, methods=(method,)) for method in view.methods]
            by_method = tuple(self._route(rule, one, overall) for one in single) if len(single) > 1 else ()
            yield msgspec.structs.replace(whole, by_method=by_method)

    def _route(self, rule: Rule, view: View, overall: Whole) -> Route:
        path = canonical(rule.path)
        values, parameters, text = self._inputs_of(rule, path)
        given = given_by(self.program, view.decorators, view.inner, rule.site)
        arguments = Arguments(given.positional, (*values, *given.keywords))
        limits, exempt = limits_of(self.program, view.decorators, view.methods)
        around, more = self._blueprint_limits(rule.stand, view.methods)
        if around:
            # Flask-Limiter's `exempt` spares a view the defaults only (4.1, `ExemptionScope`).
            exempt = tuple(one for one in exempt if one[0] is not ProtectionKind.RATE_LIMIT)
        covers = (
            *self._preprocessed(rule, values),
            *self._hook_covers(rule.stand),
            *self._class_covers(rule),
            *covers_of(self.program, view.decorators),
            *(Cover(evidence=self._shown(one, rule), function=one, arguments=arguments) for one in view.before),
        )
        limited = limits or around
        known = dict(self._known(rule, view, text))
        known.update((f"{one.call.callee}()@{one.born}", meant) for one, meant in view.stands_for)
        return Route(
            methods=view.methods,
            path=path,
            name=name_of(self.program, view.inner),
            location=self._place(view, rule),
            handler=view.handler,
            arguments=arguments,
            parameters=(*parameters, *given.parameters),
            covers=covers,
            missed=tuple(self._too_late(view, rule)),
            limits=(*limited, *overall.always) if limited or overall.always else (),
            exempt=(*exempt, *more, *self._exempt_by_call(view)),
            known=known,
            # Text that a view returns goes out as text/html (Flask 3.1, `make_response`); what a resource returns as JSON.
            returns_html=State.NO if view.as_json else State.YES,
        )

    def _class_covers(self, rule: Rule) -> Iterator[Cover]:
        """Yield what a class asks before any of its methods."""
        name = Arguments((Constant(rule.endpoint or "", "str"),))
        for one in rule.first:
            yield Cover(evidence=self._shown(one, rule), function=one, arguments=name, answers=True)
        for one in rule.asked:
            yield Cover(evidence=self._shown(one, rule), function=one, asks=True, ambient=True)

    def _too_late(self, view: View, rule: Rule) -> Iterator[Cover]:
        """Yield the library's guards that stand above the decorator which registered the view without them."""
        late = (
            [of_event(event) for event in decorations(view.handler) if event.order >= rule.order]
            if view.handler
            else []
        )
        yield from (cover for cover in covers_of(self.program, late) if cover.gives)

    @property
    def _package(self) -> str:
        """The package whose `request` and `g` the handlers import: Quart is Flask for asyncio, name by name."""
        return "quart" if self.program.is_a(self.application, "quart.Quart") else "flask"

    def _error_handlers(self) -> Iterator[ErrorHandler]:
        """Yield what answers exceptions, of the application or of any blueprint."""
        owners = ("flask.Flask", "flask.Blueprint")
        for owner in owners:
            for event in self.program.calls(f"{owner}.errorhandler", f"{owner}.app_errorhandler"):
                kind = event.arguments.get(0, "code_or_exception")
                for use in applied(self.program, event):
                    if kind is not None and use.arguments.positional:
                        yield ErrorHandler(use.arguments.positional[0], kind, returns_html=State.YES)
            for event in self.program.calls(f"{owner}.register_error_handler"):
                kind, handler = event.arguments.get(0, "code_or_exception"), event.arguments.get(1, "f")
                if kind is not None and handler is not None:
                    yield ErrorHandler(handler, kind, returns_html=State.YES)

    def _place(self, view: View, rule: Rule) -> Location:
        return place_of(self.program, view.inner, rule.site)

    def _shown(self, function: AnyValue, rule: Rule) -> Evidence:
        return evidence(self.program, name_of(self.program, function).rpartition(":")[2], rule.site)

    # --- inputs

    def _inputs_of(
        self, rule: Rule, path: str
    ) -> tuple[tuple[tuple[str, AnyValue], ...], tuple[Parameter, ...], AnyValue]:
        """Return the arguments that a rule's variables give, as parameters too, and the path of a request."""
        values: dict[str, AnyValue] = {}
        parameters: dict[str, Parameter] = {}
        for variable in variables(rule.path):
            value, harmless = self._input(variable, rule)
            values[variable.name] = value
            parameters[variable.name] = Parameter(
                name=variable.name,
                where="path",
                validated=State.YES if harmless else State.NO,
                location=self.program.location(rule.site),
                by=variable.converter if harmless else "",
            )
        text = _request_path(path, values)
        if isinstance(rule.defaults, DictObject):
            for key, default in rule.defaults.entries.items():
                if isinstance(key.value, str):
                    values.setdefault(key.value, default)
        return tuple(values.items()), tuple(parameters.values()), text

    def _input(self, variable: Variable, rule: Rule) -> tuple[AnyValue, bool]:
        key = (rule.site, variable.name)
        kind = _TYPES.get(variable.converter)
        custom = variable.converter not in {"string", "default", "path"} and kind is None
        own = self._converters.get(variable.converter)
        held = self._inputs.get(key)
        if held is None:
            held = self.program.input(
                frozenset({SourceKind.PATH}),
                f"path parameter {variable.name}",
                rule.site,
                name=variable.name,
                type_of=kind or (None if custom and own is None else External("builtins.str")),
            )
            if variable.converter in {"string", "default"} and isinstance(held, Unknown):
                # A segment holds no slash.
                held = Unknown(neutralize(held.tainted, frozenset({SinkKind.PATH})), held.type)
            if own is not None:
                held = through(self.program, own, held, variable.options)
            self._inputs[key] = held
        return held, kind is not None or custom

    def _known(self, rule: Rule, view: View, path: AnyValue) -> Iterator[tuple[str, AnyValue]]:
        """Yield what a request to a route is known to hold."""
        package = self._package
        yield f"{package}.current_app", self.application
        # Every request begins with an empty `g`.
        yield f"{package}.g{EVERYTHING}", TRUE
        yield f"{package}.request.path", path
        methods: tuple[AnyValue, ...] = tuple(constant(method) for method in view.methods)
        yield f"{package}.request.method", methods[0] if len(methods) == 1 else Union(methods)
        name = rule.endpoint or view.name or _endpoint(view)
        if name:
            yield f"{package}.request.endpoint", constant(f"{rule.stand.blueprint}.{name}".lstrip("."))
        yield f"{package}.request.blueprint", constant(rule.stand.blueprint or None)

    def _name_views(self, rules: Iterable[Rule]) -> None:
        """Let the program find a view by the name of its endpoint, as hooks do that look for a mark on it."""
        entries: dict[Constant, AnyValue] = {}
        for rule in rules:
            for view in views_of(self.program, rule) if isinstance(rule.view, (FunctionObject, Bound)) else ():
                name = rule.endpoint or _endpoint(view)
                # A method has the marks of its function.
                marked = view.inner if isinstance(rule.view, Bound) else view.handler
                if name and marked is not None:
                    entries[Constant(f"{rule.stand.blueprint}.{name}".lstrip("."), "str")] = marked
        if isinstance(self.application, (Produced, InstanceObject)) and entries:
            views = DictObject(entries, Unknown(), self.made.site, 0)
            self.application.fields.setdefault("view_functions", views)

    # --- limits and exemptions of blueprints, and those by a plain call

    def _blueprint_limits(
        self, stand: Stand, methods: tuple[str, ...]
    ) -> tuple[tuple[RateLimit, ...], tuple[tuple[ProtectionKind, Evidence], ...]]:
        found: list[RateLimit] = []
        exempt: list[tuple[ProtectionKind, Evidence]] = []
        for blueprint in stand.chain[1:]:
            made = [of_event(event) for event in blueprint_limits(self.program, blueprint)]
            limits, switched_off = limits_of(self.program, made, methods)
            found.extend(limits)
            # Flask-WTF asks for the innermost blueprint only.
            exempt.extend(
                one for one in switched_off if blueprint is stand.chain[-1] or one[0] is not ProtectionKind.CSRF
            )
        return tuple(found), tuple(exempt)

    def _exempt_by_call(self, view: View) -> Iterator[tuple[ProtectionKind, Evidence]]:
        """Yield what `csrf.exempt(view)` switches off, wherever it stands: the view is remembered by its name."""
        for function in (view.handler, view.inner):
            if function is not None:
                made = [of_event(event) for event in self.program.calls_with(function)]
                exempt = limits_of(self.program, (one for one in made if one.package != "flask_limiter"), ())[1]
                yield from exempt


def _below(function: AnyValue, order: int) -> Iterator[CallEvent]:
    if isinstance(function, FunctionObject):
        yield from (event for event in function.decorations if event.order < order)


def _endpoint(view: View) -> str | None:
    """Return the name that a view function's endpoint gets by itself."""
    inner = written(view.inner) if view.inner is not None else None
    return inner.facts.name if isinstance(inner, FunctionObject) else None


def _request_path(path: str, values: Mapping[str, AnyValue]) -> AnyValue:
    """Return the path of a request to a route: known but for its variables."""
    parts: list[Value] = []
    rest = path
    while rest:
        text, brace, rest = rest.partition("{")
        if text:
            parts.append(constant(text))
        if brace:
            name, _, rest = rest.partition("}")
            held = values.get(name, Unknown(type=External("builtins.str")))
            parts.append(held if isinstance(held, Value) else Unknown())
    return parts[0] if len(parts) == 1 and isinstance(parts[0], Constant) else Text(tuple(parts))


def _key(route: Route) -> tuple[object, ...]:
    return route.path, route.methods, route.name, route.location


def _assemble(program: Program) -> Iterator[Assembly]:
    """Yield every Flask application; what one factory made several times is one application."""
    roots = dict(_dispatched(program))
    made_at: dict[Site, list[tuple[AnyValue, CallEvent]]] = {}
    for application in program.results(APPLICATION):
        made = constructor(program, application)
        if made is not None:
            made_at.setdefault(_made(application, made), []).append((application, made))
    # With one application in the project, it is the one that others speak of.
    production = [site for site in made_at if program.is_production(site.path)]
    adrift = tuple(_adrift(program)) if len(production) == 1 else ()
    for site, several in made_at.items():
        loose = adrift if site in production else ()
        read = [_Reader(program, one, made, roots.get(id(one), ""), loose).assembly() for one, made in several]
        yield _united(read)


def _made(application: AnyValue, made: CallEvent) -> Site:
    """Return the place where an application is made; a factory that is called twice makes one application."""
    return application.site if isinstance(application, HeapObject) and application.site is not None else made.site


def _adrift(program: Program) -> Iterator[CallEvent]:
    """Yield registrations on something that is known to be an application and not which: a parameter, most often."""
    for event in program.iterate_events():
        owner, _, method = event.callee.rpartition(".")
        # `current_app` is the one in whose context a factory imports the modules with its routes.
        loose = isinstance(event.receiver, (Unknown, Member)) or event.receiver in _CURRENT
        if loose and (method == "register_blueprint" or (owner == APPLICATION and method in REGISTERING)):
            yield event


def _united(several: list[Assembly]) -> Assembly:
    """Return one application with the routes of all: the one with the most routes says what holds for the whole."""
    several.sort(key=lambda one: -len(one.routes))
    routes: dict[tuple[object, ...], Route] = {}
    for one in several:
        for route in one.routes:
            routes.setdefault(_key(route), route)
    unresolved = tuple(dict.fromkeys(clause for one in several for clause in one.unresolved))
    return msgspec.structs.replace(several[0], routes=tuple(routes.values()), unresolved=unresolved)


def _dispatched(program: Program) -> Iterator[tuple[int, str]]:
    """Yield the applications that Werkzeug's dispatcher puts below a path."""
    for event in program.calls("werkzeug.middleware.dispatcher.DispatcherMiddleware"):
        mounts = event.arguments.get(1, "mounts")
        if isinstance(mounts, DictObject):
            for key, application in mounts.entries.items():
                if isinstance(key.value, str):
                    yield id(application), key.value


ASSEMBLE = _assemble
