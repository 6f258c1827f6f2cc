"""Connexion: the routes are those of a description of the interface (OpenAPI), which names the functions that answer.

What is passed to a function was checked against Connexion 2.14 and 3.1: parameters of the path, the query and forms by
name, the body as `body`, what a security function gave as `user` and `token_info`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from backlint.concepts import Evidence, Parameter, ProtectionKind, SourceKind, State
from backlint.execution.program import Program
from backlint.execution.taint import EVERY_SINK, Site, neutralize
from backlint.execution.values import (
    AnyValue,
    Arguments,
    CallEvent,
    External,
    FunctionObject,
    InstanceObject,
    Produced,
    Unknown,
    members,
    string_of,
)
from backlint.facts.model import DOUBLE_STAR, pack_region
from backlint.facts.openapi import Described, Description, Operation, read_description
from backlint.findings import Location
from backlint.frameworks.assembly.flask_decorators import applied_to, covers_of
from backlint.frameworks.assembly.reader import Reader
from backlint.frameworks.assembly.registration import (
    constructor,
    innermost,
    join_paths,
    method_of,
    name_of,
    place_of,
)
from backlint.frameworks.routes import Assembly, Cover, Route

APPLICATIONS = (
    "connexion.FlaskApp",
    "connexion.AsyncApp",
    "connexion.AioHttpApp",
)
_LAST = 1 << 62
"""Functions are looked up when the application starts, so that all of their decorators have been applied."""
_RESTY = "RestyResolver"
_VARIABLE = re.compile(r"\{(\w[\w-]*)\}")
_NAME = re.compile(r"[^\w]")
_KINDS = {
    "path": SourceKind.PATH,
    "query": SourceKind.QUERY,
    "form": SourceKind.BODY,
    "body": SourceKind.BODY,
    "header": SourceKind.HEADER,
    "cookie": SourceKind.COOKIE,
}
_WORDS = {"body": "body field", "form": "form field", "path": "path parameter", "query": "query parameter"}
_PASSED = frozenset({"path", "query", "form", "body"})
_IDENTITY = frozenset({"user", "token_info", "uid"})


class _Reader(Reader):
    """Reads one application."""

    framework = "Connexion"

    def assembly(self) -> Assembly:
        """Return the application with all routes of its descriptions."""
        return self.assembled(route for event in self._added() for route in self._routes(event))

    def _added(self) -> Iterator[CallEvent]:
        for event in self.program.calls_on(self.application):
            if method_of(event) == "add_api":
                yield event

    def _routes(self, event: CallEvent) -> Iterator[Route]:
        given = event.arguments.get(0, "specification")
        for member in members(given) if given is not None else ():
            name = string_of(member)
            found = None if name is None else self.program.document(name, event.site.path)
            description = None if found is None else read_description(found[1])
            if found is None or description is None:
                self.note("the description added", event.site)
                continue
            yield from self._described(event, found[0], description)

    def _described(self, event: CallEvent, path: str, description: Description) -> Iterator[Route]:
        base = string_of(event.arguments.keyword("base_path"))
        resolver = event.arguments.keyword("resolver")
        folder = ""
        if isinstance(resolver, Produced) and method_of(resolver.call).startswith(_RESTY):
            folder = string_of(resolver.call.arguments.get(0, "default_module_name")) or ""
        for operation in description.operations:
            dotted = operation.calls or _by_path(operation, folder)
            site = Site(path, pack_region(operation.line, 1, operation.line, 1))
            handler = self.program.resolve(dotted) if dotted else None
            if not isinstance(innermost(handler) if handler is not None else None, FunctionObject):
                self.note(f"the function for {operation.method} {operation.path}", site)
                handler = None
            where = join_paths(description.base if base is None else base, operation.path)
            yield self._route(operation, where, handler, site)

    def _route(self, operation: Operation, path: str, handler: AnyValue | None, site: Site) -> Route:
        function = innermost(handler) if handler is not None else None
        covers = [
            Cover(
                evidence=Evidence(f"security: {', '.join(operation.secured)}", site.path, operation.line),
                gives=(ProtectionKind.AUTHENTICATION,),
            )
        ]
        return Route(
            methods=(operation.method,),
            path=_VARIABLE.sub(lambda match: "{" + _NAME.sub("_", match[1]) + "}", path),
            name=name_of(self.program, handler),
            location=place_of(self.program, handler, site),
            handler=handler,
            arguments=self._arguments(operation, function, site),
            parameters=tuple(_parameter(one, site) for one in operation.parameters),
            covers=(
                *(covers if operation.secured else ()),
                *(covers_of(self.program, applied_to(function, _LAST)) if function is not None else ()),
            ),
            returns_html=State.YES if operation.answers_html else State.NO,
        )

    def _arguments(self, operation: Operation, function: AnyValue | None, site: Site) -> Arguments:
        """Return what Connexion calls a function with: of what is described that which it has a parameter for."""
        if not isinstance(function, FunctionObject):
            return Arguments()
        described = {_NAME.sub("_", one.name): one for one in operation.parameters if one.where in _PASSED}
        keywords: list[tuple[str, AnyValue]] = []
        others: AnyValue | None = None
        for parameter in function.facts.parameters:
            # A name that Python has taken is passed with an underscore.
            one = described.get(parameter.name) or described.get(parameter.name.rstrip("_"))
            if parameter.kind == DOUBLE_STAR:
                others = self._value(Described("", "query"), site)
            elif one is not None:
                keywords.append((parameter.name, self._value(one, site)))
            elif parameter.name in _IDENTITY:
                keywords.append((parameter.name, self._identity(parameter.name, site)))
        return Arguments((), tuple(keywords), None, others)

    def _value(self, described: Described, site: Site) -> AnyValue:
        is_body = described.where == "body"
        type_name = described.type or ("" if is_body or not described.name else "builtins.str")
        return self.program.input(
            frozenset({_KINDS[described.where]}),
            "the request body" if is_body else f"{_WORDS[described.where]} {described.name}",
            site,
            name="" if is_body else described.name,
            type_of=External(type_name) if type_name else None,
        )

    def _identity(self, name: str, site: Site) -> AnyValue:
        kinds = frozenset({SourceKind.CREDENTIAL, SourceKind.SESSION})
        value = self.program.input(kinds, f"what the security function gave as {name}", site, name=name)
        return Unknown(neutralize(value.taint, EVERY_SINK))


def _parameter(described: Described, site: Site) -> Parameter:
    place = Location(site.path, site.at >> 36)
    return Parameter(
        name=described.name,
        where=described.where,
        validated=State.YES if described.checked else State.NO,
        location=place,
        by="the description's schema" if described.checked else "",
    )


def _by_path(operation: Operation, folder: str) -> str:
    """Return the function that `RestyResolver` finds for a path: `api.pets.search` for `GET /pets`."""
    parts = [part for part in operation.path.split("/") if part]
    names = [_NAME.sub("_", part) for part in parts if not part.startswith("{")]
    is_collection = not parts or not parts[-1].startswith("{")
    method = "search" if operation.method == "GET" and is_collection else operation.method.lower()
    return ".".join([folder, *names, method]) if folder and names else ""


def _assemble(program: Program) -> Iterator[Assembly]:
    for application in program.results(*APPLICATIONS):
        made = constructor(program, application)
        if made is not None and isinstance(application, (Produced, InstanceObject)):
            yield _Reader(program, application, made).assembly()


ASSEMBLE = _assemble
