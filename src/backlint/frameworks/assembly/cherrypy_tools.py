"""CherryPy's tools: which are on for a handler by all that configures it, and what each of them asks.

What overrules what was checked against CherryPy 18.10: `cherrypy._cptools`, `cherrypy._cpdispatch.Dispatcher`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from backlint.concepts import ProtectionKind
from backlint.execution.program import Program
from backlint.execution.taint import Site
from backlint.execution.values import (
    FALSE,
    TRUE,
    AnyValue,
    Arguments,
    CallEvent,
    ClassObject,
    Constant,
    DictObject,
    FunctionObject,
    InstanceObject,
    members,
    string_of,
)
from backlint.frameworks.assembly.flask_views import is_callable
from backlint.frameworks.assembly.rates import says_limit
from backlint.frameworks.assembly.registration import decorations, decorator_call, evidence
from backlint.frameworks.routes import Cover

_GUARDS = frozenset({"auth_basic", "auth_digest", "basic_auth", "digest_auth", "session_auth"})
_CALM = frozenset(
    """
    accept allow autovary caching decode encode err_redirect etags expires flatten gzip ignore_headers json_in json_out
    log_headers log_hooks log_tracebacks params proxy redirect referer response_headers sessions staticdir staticfile
    trailing_slash validate_since xmlrpc
    """.split()
)
"""Tools of CherryPy's own that ask nobody who is calling."""
_BEFORE = frozenset({"on_start_resource", "before_request_body", "before_handler"})
_TOOL, _TOOLS = "cherrypy.Tool", "cherrypy.tools"

Settings = Mapping[str, tuple[AnyValue, Site]]
"""What is configured for a handler by key (`tools.auth.on`), each with the place that says it."""


def settings_of(program: Program, node: AnyValue) -> Settings:
    """Return what a class, an object or a function configures itself: `_cp_config`, decorators of tools and settings."""
    found: dict[str, tuple[AnyValue, Site]] = {}
    cls = node.cls if isinstance(node, InstanceObject) else node
    held: AnyValue | None = None
    if isinstance(node, InstanceObject):
        held = node.fields.get("_cp_config")
    if held is None and isinstance(cls, ClassObject):
        held = cls.lookup("_cp_config")
    if isinstance(cls, FunctionObject):
        held = cls.attributes.get("_cp_config")
    found.update(of_mapping(held))
    if isinstance(cls, (FunctionObject, ClassObject)):
        for event in decorations(cls):
            made = decorator_call(event)
            if made.callee == "cherrypy.config":
                found.update({name: (value, made.site) for name, value in made.arguments.keywords})
                found.update(of_mapping(made.arguments.double_star))
            elif made.callee.startswith(f"{_TOOLS}.") and made.callee != f"{_TOOLS}.register":
                name = made.callee.removeprefix(f"{_TOOLS}.")
                found[f"tools.{name}.on"] = (TRUE, made.site)
                found.update({f"tools.{name}.{key}": (value, made.site) for key, value in made.arguments.keywords})
    _ = program
    return found


def of_mapping(value: AnyValue | None) -> dict[str, tuple[AnyValue, Site]]:
    """Return the entries of a dictionary of settings."""
    found: dict[str, tuple[AnyValue, Site]] = {}
    for one in members(value) if value is not None else ():
        if isinstance(one, DictObject) and one.site is not None:
            for key, held in one.entries.items():
                if isinstance(key.value, str):
                    found[key.value] = (held, one.site)
    return found


def united(layers: Iterable[Settings]) -> Settings:
    """Return what is in force of settings that overrule those before them."""
    found: dict[str, tuple[AnyValue, Site]] = {}
    for layer in layers:
        found.update(layer)
    return found


class Tools:
    """The tools of a program by name: CherryPy's, and those that the program adds."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self._own = dict(self._found())

    def _found(self) -> Iterator[tuple[str, tuple[str, AnyValue]]]:
        for event in self.program.calls(f"{_TOOLS}.__setattr__"):
            name, tool = string_of(event.arguments.get(0) or FALSE), event.arguments.get(1)
            made = self._made(tool)
            if name is not None and made is not None:
                point = string_of(made.arguments.get(0, "point") or FALSE) or ""
                yield name, (point, made.arguments.get(1, "callable") or FALSE)
        for event in self.program.calls(f"{_TOOLS}.register()"):
            made = decorator_call(event)
            function = event.arguments.get(0)
            if isinstance(function, FunctionObject):
                name = string_of(made.arguments.keyword("name") or FALSE) or function.facts.name
                yield name, (string_of(made.arguments.get(0, "point") or FALSE) or "", function)

    def _made(self, tool: AnyValue | None) -> CallEvent | None:
        """Return the call that says when a tool runs and what it calls: of a subclass that of its `super().__init__`."""
        for one in members(tool) if tool is not None else ():
            for event in self.program.calls(_TOOL, f"{_TOOL}.__init__"):
                given = event.arguments.positional
                if event.callee == _TOOL and event.result is one:
                    return event
                if given and given[0] is one:
                    return _shifted(event)
                if event.receiver is one and given:
                    return event
        return None

    def covers(self, settings: Settings) -> Iterator[Cover]:
        """Yield what the tools that are on put before a handler."""
        for key in sorted(settings):
            if not (key.startswith("tools.") and key.endswith(".on")):
                continue
            on, site = settings[key]
            name = key.removeprefix("tools.").removesuffix(".on")
            if on == FALSE or name in _CALM:
                continue
            certain = isinstance(on, Constant) and bool(on.value)
            shown = evidence(self.program, f"tools.{name}", site)
            own = self._own.get(name)
            if name in _GUARDS:
                yield Cover(evidence=shown, gives=(ProtectionKind.AUTHENTICATION,), certain=certain)
            elif own is None:
                # A tool of another library: that it limits rates it says by its name, of all else nothing is known.
                gives = (ProtectionKind.RATE_LIMIT,) if says_limit(name) else ()
                yield Cover(evidence=shown, gives=gives, certain=certain)
            elif own[0] in _BEFORE:
                prefix = f"tools.{name}."
                given = tuple(
                    (one.removeprefix(prefix), value)
                    for one, (value, _) in settings.items()
                    if one.startswith(prefix) and one not in {key, f"{prefix}priority"}
                )
                function = own[1] if is_callable(own[1]) else None
                yield Cover(evidence=shown, function=function, arguments=Arguments((), given), certain=certain)


def _shifted(event: CallEvent) -> CallEvent:
    """Return a call of a class's own `__init__` without the object that it is called with."""
    given = event.arguments
    inner = Arguments(given.positional[1:], given.keywords, given.star, given.double_star)
    return CallEvent(
        event.callee, event.function, event.receiver, inner, event.site, event.order, certain=event.certain
    )
