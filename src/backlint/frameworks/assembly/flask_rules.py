"""The URL rules of a Flask application: what was registered on it, on its blueprints and on theirs, in full."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator

import msgspec

from backlint.execution.folding import is_none
from backlint.execution.program import Program
from backlint.execution.taint import Site
from backlint.execution.values import (
    AnyValue,
    Arguments,
    CallEvent,
    Constant,
    FunctionObject,
    InstanceObject,
    Member,
    Produced,
    Text,
    Unknown,
    members,
    string_of,
)
from backlint.frameworks.assembly.registration import constructor, method_of, not_known, of_library, strings
from backlint.frameworks.configuration.settings import Table, flask_table
from backlint.frameworks.routes import Unresolved

APPLICATION = "flask.Flask"
BLUEPRINT = "flask.Blueprint"
_VERBS = frozenset({"get", "post", "put", "patch", "delete"})
REGISTERING = _VERBS | {"route", "add_url_rule", "before_request", "after_request", "errorhandler"}
"""Methods of an application that register something by themselves."""
_CONFIG_READS = ("config.__getitem__", "config.get")
_MAX_DEPTH = 12
_VARIABLE = re.compile(
    r"<(?:(?P<converter>[a-zA-Z_]\w*)(?:\((?P<options>.*?)\))?:)?(?P<name>[a-zA-Z_]\w*)>"
)  # fmt: skip
"""A variable of a rule in Werkzeug's grammar: `<name>`, `<int:name>`, `<any(a, b):name>`."""


class Stand(msgspec.Struct, frozen=True):
    """Where rules stand: the prefix so far, and the application with the blueprints above, outermost first.

    `names` are the dotted names of these blueprints, the application's left out.
    """

    chain: tuple[AnyValue, ...]
    prefix: str | None = None
    names: tuple[str, ...] = ()

    @property
    def blueprint(self) -> str:
        """The dotted name of the innermost blueprint, "" on the application itself."""
        return self.names[-1] if self.names else ""


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """One URL rule. `path` is as it was written, with all prefixes; `view` what handles it, as it was registered.

    `methods` is None where the registration names none. `decorators` are put around the view by what registers it,
    innermost first; `made_with` are the arguments with which a class view is made. `order` is the moment of the
    registration: decorators that were applied later are not part of the view. `asked` are methods that say whether a
    caller may come in, `first` those whose answer is sent in the place of the view's where it is not None.
    """

    path: str
    view: AnyValue | None
    stand: Stand
    site: Site
    order: int
    endpoint: str | None = None
    methods: tuple[str, ...] | None = None
    defaults: AnyValue | None = None
    decorators: tuple[AnyValue, ...] = ()
    made_with: Arguments = Arguments()
    asked: tuple[AnyValue, ...] = ()
    first: tuple[AnyValue, ...] = ()


class Hook(msgspec.Struct, frozen=True):
    """A function that runs before or after requests: where it was registered, and by which call."""

    function: AnyValue
    event: CallEvent


class Variable(msgspec.Struct, frozen=True):
    """A variable of a rule: its name, its converter (`string` by default) and the converter's options as written."""

    name: str
    converter: str
    options: str


def variables(path: str) -> tuple[Variable, ...]:
    """Return the variables of a rule."""
    return tuple(
        Variable(match["name"], match["converter"] or "string", match["options"] or "")
        for match in _VARIABLE.finditer(path)
    )


def canonical(path: str) -> str:
    """Return a rule in the grammar that all frameworks share: `/users/{id}`."""
    path = _VARIABLE.sub(lambda match: f"{{{match['name']}}}", path)
    return path if path.startswith("/") else f"/{path}"


def text_of(value: AnyValue | None) -> tuple[str, bool]:
    """Return a value as text and whether nothing else is possible but what is known; unknown parts become `{…}`."""
    if value is None or (isinstance(value, Constant) and value.value is None):
        return "", True
    known = string_of(value)
    if known is not None:
        return known, True
    if isinstance(value, Text):
        parts = [str(part.value) if isinstance(part, Constant) else "{…}" for part in value.parts]
        return "".join(parts), False
    every = [string_of(member) for member in members(value)]
    texts = [text for text in every if text is not None]
    if texts:
        # One of several, as a setting decides: the plainest.
        return min(texts, key=lambda text: (text.count("<"), len(text), text)), len(texts) == len(every)
    return "{…}", False


def join(prefix: str | None, rule: str) -> str:
    """Put a rule behind a blueprint's prefix as Flask does: with exactly one slash, the prefix alone for no rule."""
    if prefix is None:
        return rule
    return "/".join((prefix.rstrip("/"), rule.lstrip("/"))) if rule else prefix


class Rules:
    """Reads the rules of one application.

    `others` yields those that extensions register on a scaffold by themselves; `adrift` are registrations on an
    application of which only this is known: that it is one.
    """

    def __init__(
        self,
        program: Program,
        application: AnyValue,
        root: str,
        others: Callable[[Rules, AnyValue, Stand], Iterator[Rule]],
        adrift: tuple[CallEvent, ...] = (),
    ) -> None:
        self.program = program
        self.application = application
        self.unresolved: list[Unresolved] = []
        self.blueprints: list[tuple[AnyValue, CallEvent]] = []
        self._root = root
        self._others = others
        self._adrift = adrift
        self._settings: Table | None = None
        self._applied: dict[int, list[CallEvent]] | None = None
        self._unregistered: tuple[AnyValue, ...] | None = None

    def read(self) -> tuple[Rule, ...]:
        """Return every rule, those of blueprints where they are registered."""
        return tuple(self._scaffold(self.application, Stand((self.application,), self._root or None), 0))

    def uses(self, event: CallEvent) -> tuple[CallEvent, ...]:
        """Return the calls of what a call returned, as `@app.route("/")` is applied to a function."""
        if self._applied is None:
            self._applied = defaultdict(list)
            for other in self.program.iterate_events():
                if other.callee.endswith("()"):
                    self._applied[id(other.function)].append(other)
        return tuple(self._applied.get(id(event.result), ()))

    def hooks(self, scaffold: AnyValue, *names: str) -> Iterator[Hook]:
        """Yield the functions that were registered on an application or blueprint by one of these methods."""
        for event in self.events(scaffold):
            if method_of(event) in names:
                function = event.arguments.get(0, "f")
                if function is not None:
                    yield Hook(function, event)

    def events(self, scaffold: AnyValue) -> tuple[CallEvent, ...]:
        """Return the calls on an application or blueprint."""
        every = self.program.calls_on(scaffold)
        return (*every, *self._adrift) if scaffold is self.application else every

    def text(self, value: AnyValue | None) -> tuple[str, bool]:
        """Return a path or prefix as `text_of` does; one that is read from the configuration is looked up there."""
        if isinstance(value, Produced) and value.call.callee.lower().endswith(_CONFIG_READS):
            key = string_of(value.call.arguments.get(0))
            if self._settings is None:
                self._settings = flask_table(self.program)
            entries = self._settings.in_force(key) if key is not None else ()
            texts = {text_of(entry.value) for entry in entries}
            if len(texts) == 1:
                return texts.pop()
        return text_of(value)

    def note(self, clause: str, site: Site) -> None:
        """Note a registration that could not be read."""
        self.unresolved.append(not_known(self.program, clause, site))

    # --- applications and blueprints

    def _scaffold(self, scaffold: AnyValue, stand: Stand, depth: int) -> Iterator[Rule]:
        overridden = self._overrides(scaffold)
        for event in self.events(scaffold):
            method = method_of(event)
            if method == "route" or method in _VERBS:
                for use in self.uses(event):
                    view = use.arguments.get(0, "f")
                    if view is None:
                        continue
                    if overridden is None:
                        yield self._rule(event, view, stand, use.order, method)
                    else:
                        yield from self._by_override(overridden, scaffold, event, view, stand)
            elif method == "add_url_rule":
                view = event.arguments.get(2, "view_func") or self._named(scaffold, event)
                yield self._rule(event, view, stand, event.order, method)
            elif method == "register_blueprint":
                yield from self.nested(event, stand, depth)
        yield from self._others(self, scaffold, stand)

    def _rule(self, event: CallEvent, view: AnyValue | None, stand: Stand, order: int, method: str) -> Rule:
        text, known = self.text(event.arguments.get(0, "rule"))
        if not known:
            self.note("the path registered", event.site)
        path = text if stand.blueprint == "" and not stand.prefix else join(stand.prefix, text)
        return Rule(
            path=path,
            view=view,
            stand=stand,
            site=event.site,
            order=order,
            endpoint=string_of(event.arguments.get(1 if method == "add_url_rule" else None, "endpoint")),
            methods=(method.upper(),) if method in _VERBS else self.methods(event),
            defaults=event.arguments.keyword("defaults"),
        )

    def methods(self, event: CallEvent) -> tuple[str, ...] | None:
        """Return the `methods` that a registration names, None when it names none."""
        given = event.arguments.keyword("methods")
        if given is None or (isinstance(given, Constant) and given.value is None):
            return None
        names, complete = strings(self.program, given)
        if not complete:
            self.note("the list of methods", event.site)
        return tuple(dict.fromkeys(name.upper() for name in names)) or None

    def _named(self, scaffold: AnyValue, event: CallEvent) -> AnyValue | None:
        """Return the function that `@app.endpoint("name")` gives to a rule without one."""
        wanted = string_of(event.arguments.get(1, "endpoint"))
        for other in self.program.calls_on(scaffold):
            if method_of(other) == "endpoint" and string_of(other.arguments.get(0, "endpoint")) == wanted:
                for use in self.uses(other):
                    return use.arguments.get(0, "f")
        return None

    def _overrides(self, scaffold: AnyValue) -> FunctionObject | None:
        """Return the project's own `add_url_rule`, through which `route` registers as well."""
        method = scaffold.cls.lookup("add_url_rule") if isinstance(scaffold, InstanceObject) else None
        return method if isinstance(method, FunctionObject) else None

    def _by_override(
        self, method: FunctionObject, scaffold: AnyValue, event: CallEvent, view: AnyValue, stand: Stand
    ) -> Iterator[Rule]:
        """Run the project's own `add_url_rule`, and read what it registers."""
        before = {id(one) for one in self.program.calls_on(scaffold)}
        options = [(name, value) for name, value in event.arguments.keywords if name not in {"rule", "endpoint"}]
        verb = method_of(event).upper()
        if verb.lower() in _VERBS:
            options.append(("methods", Constant(verb, "str")))
        rule = event.arguments.get(0, "rule") or Constant("", "str")
        endpoint = event.arguments.keyword("endpoint") or Constant(None, "NoneType")
        self.program.run(method, Arguments((scaffold, rule, endpoint, view), tuple(options)))
        for made in self.program.calls_on(scaffold):
            if id(made) not in before and method_of(made) == "add_url_rule":
                yield self._rule(made, made.arguments.get(2, "view_func"), stand, made.order, "add_url_rule")

    # --- blueprints below

    def nested(self, event: CallEvent, stand: Stand, depth: int = 0) -> Iterator[Rule]:
        """Yield the rules of a blueprint that is registered where these stand."""
        blueprint = event.arguments.get(0, "blueprint")
        for one in members(blueprint) if blueprint is not None else ():
            if is_none(one) or of_library(self.program, one):
                # What is None was not to be had, and is not registered then.
                continue
            if constructor(self.program, one) is not None and self.program.is_a(one, BLUEPRINT):
                yield from self._registered(one, event, stand, depth)
                continue
            self.note("the blueprint registered", event.site)
            if isinstance(one, (Unknown, Member)) or _is_looked_up(one):
                for orphan in self._orphans():
                    yield from self._registered(orphan, event, stand, depth)

    def _registered(self, blueprint: AnyValue, event: CallEvent, stand: Stand, depth: int) -> Iterator[Rule]:
        made = constructor(self.program, blueprint)
        if made is None or depth >= _MAX_DEPTH or blueprint in stand.chain:
            return
        self.blueprints.append((blueprint, event))
        yield from self._scaffold(blueprint, self._below(blueprint, made, event, stand), depth + 1)

    def _orphans(self) -> tuple[AnyValue, ...]:
        """Return the blueprints that nobody is seen to register.

        Where blueprints are looked for when the program runs, these are what is found.
        """
        if self._unregistered is None:
            registered = {
                id(one)
                for event in self.program.iterate_events()
                if method_of(event) == "register_blueprint"
                and (given := event.arguments.get(0, "blueprint")) is not None
                for one in members(given)
            }
            made = self.program.results(BLUEPRINT)
            self._unregistered = tuple(blueprint for blueprint in made if id(blueprint) not in registered)
        found, self._unregistered = self._unregistered, ()
        return found

    def _below(self, blueprint: AnyValue, made: CallEvent, event: CallEvent, stand: Stand) -> Stand:
        """Return where the rules of a blueprint stand: a prefix given at the registration replaces its own."""
        given = event.arguments.keyword("url_prefix")
        if given is None or (isinstance(given, Constant) and given.value is None):
            given = self._own_prefix(blueprint, made)
        prefix = stand.prefix
        if given is not None and not (isinstance(given, Constant) and given.value is None):
            text, known = self.text(given)
            if not known:
                self.note("the prefix of the blueprint registered", event.site)
            prefix = text if stand.prefix is None else f"{stand.prefix.rstrip('/')}/{text.lstrip('/')}"
        own = string_of(event.arguments.keyword("name")) or string_of(made.arguments.get(0, "name"))
        name = f"{stand.blueprint}.{own or '?'}".lstrip(".")
        return Stand((*stand.chain, blueprint), prefix, (*stand.names, name))

    def _own_prefix(self, blueprint: AnyValue, made: CallEvent) -> AnyValue | None:
        """Return the prefix with which a blueprint was made, or that was set on it."""
        fields = getattr(blueprint, "fields", {})
        held: AnyValue | None = fields.get("url_prefix")
        return held if held is not None else made.arguments.get(5, "url_prefix")


def _is_looked_up(value: AnyValue) -> bool:
    """Tell whether a value is what Python looked up by a name: not what a library has made of its own."""
    return isinstance(value, Produced) and value.call.callee.partition(".")[0] in {"builtins", "importlib", "inspect"}
