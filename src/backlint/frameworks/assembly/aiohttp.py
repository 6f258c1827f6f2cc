"""aiohttp: applications, their routers, route tables, class views and sub-applications, and their middlewares.

What registers how was checked against aiohttp 3.14: `web_urldispatcher`, `web_routedef`, `web_app`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from backlint.concepts import Evidence, State
from backlint.execution.program import Program
from backlint.execution.values import (
    AnyValue,
    CallEvent,
    ClassObject,
    Constant,
    InstanceObject,
    Member,
    Produced,
    members,
    string_of,
)
from backlint.frameworks.assembly.aiohttp_views import Middleware, Views, application_headers
from backlint.frameworks.assembly.reader import Reader
from backlint.frameworks.assembly.registration import (
    applied,
    constructor,
    evidence,
    method_of,
    name_of,
    of_library,
    prefix_of,
    roots,
    strings,
)
from backlint.frameworks.routes import Assembly, Route

APPLICATION = "aiohttp.web.Application"
APPLICATIONS = (APPLICATION,)
REGISTERS = frozenset(
    """
    add_route add_routes add_get add_post add_put add_patch add_delete add_view add_subapp
    """.split()
)
_TABLE = "aiohttp.web.RouteTableDef"
_ROUTER = f"{APPLICATION}.router"
_VERBS = frozenset({"get", "post", "put", "patch", "delete", "head", "options"})
_ADDING = frozenset(f"add_{verb}" for verb in _VERBS) | {"add_route", "add_view"}
_BELOW = frozenset({"add_subapp", "add_domain"})
"""What adds an application below another one."""


_AGAINST_FORGERY = re.compile(r"csrf|xsrf|origin", re.IGNORECASE)
_STORAGES = tuple(
    f"aiohttp_session.{name}"
    for name in (
        *("SimpleCookieStorage", "cookie_storage.EncryptedCookieStorage", "nacl_storage.NaClCookieStorage"),
        *("redis_storage.RedisStorage", "memcached_storage.MemcachedStorage"),
    )
)


class _Registered(msgspec.Struct, frozen=True):
    """One route as it was registered: the call, its method (`*` for any), its path and what handles it."""

    event: CallEvent
    method: str
    path: AnyValue | None
    handler: AnyValue


class _Reader(Reader):
    """Reads one application and those below it."""

    framework = "aiohttp"

    def assembly(self) -> Assembly:
        """Return the application with all of its routes."""
        own = self._middlewares(self.application, self.made)
        routes = tuple(self._routes(self.application, "", own, ()))
        headers = application_headers(self.program, own, self.application)
        checks = tuple(self._csrf_checks(own))
        cookies = self._uses_cookies()
        return self.assembled(
            routes,
            {
                "headers": headers,
                "uses_cookies": cookies,
                "csrf": State.YES if checks else State.NO if cookies is State.YES else State.UNKNOWN,
                "csrf_evidence": checks,
                "same_site": next(self._same_site(), None),
            },
        )

    def _csrf_checks(self, middlewares: tuple[Middleware, ...]) -> Iterator[Evidence]:
        """Yield what checks for forged requests: the library for that, or a middleware that is called so."""
        for event in self.program.calls("aiohttp_csrf.*"):
            yield evidence(self.program, "aiohttp_csrf", event.site)
        for one in middlewares:
            if _AGAINST_FORGERY.search(one.evidence.name):
                yield one.evidence

    def _same_site(self) -> Iterator[Evidence]:
        """Yield where the session's cookie is kept from forms of other sites."""
        for event in self.program.calls(*_STORAGES):
            if (string_of(event.arguments.keyword("samesite")) or "").lower() in {"lax", "strict"}:
                yield evidence(self.program, "samesite", event.site)

    def _routes(
        self, application: AnyValue, prefix: str, middlewares: tuple[Middleware, ...], above: tuple[AnyValue, ...]
    ) -> Iterator[Route]:
        views = Views(self.program, self.made)
        for one in self._registered(application):
            path = prefix_of(one.path)
            if path is None:
                self.note("the path registered", one.event.site)
                path = "/{…}"
            yield from views.routes(one.event, one.method, prefix + path, one.handler, middlewares)
        for event in self.program.calls_on(application):
            if method_of(event) in _BELOW:
                yield from self._below(event, prefix, middlewares, (*above, application))

    def _below(
        self, event: CallEvent, prefix: str, middlewares: tuple[Middleware, ...], above: tuple[AnyValue, ...]
    ) -> Iterator[Route]:
        """Read an application below this one: its prefix comes after, and its middlewares run inside of these."""
        inner = event.arguments.get(1, "subapp")
        added = prefix_of(event.arguments.get(0, "prefix")) if method_of(event) == "add_subapp" else ""
        found = [one for one in members(inner) if constructor(self.program, one) is not None] if inner else []
        if added is None or not (found or (inner is not None and of_library(self.program, inner))):
            self.note("the application added", event.site)
        for one in found:
            made = constructor(self.program, one)
            if any(one is other for other in above):
                self.note("what stands below an application added to itself", event.site)
            elif made is not None and self.program.is_a(one, APPLICATION):
                own = (*middlewares, *self._middlewares(one, made))
                yield from self._routes(one, prefix + (added or "").rstrip("/"), own, above)

    # --- registrations

    def _registered(self, application: AnyValue) -> Iterator[_Registered]:
        """Yield what is registered on one application, in order."""
        for event in sorted(self._events(application), key=lambda event: event.order):
            method = method_of(event)
            if method == "add_routes":
                yield from self._table(event)
            elif method in _ADDING:
                yield from self._added(event)
            elif method == "add_resource":
                for other in self.program.calls_on(event.result) if event.result is not None else ():
                    if method_of(other) == "add_route":
                        yield from self._of_resource(other, event)

    def _events(self, application: AnyValue) -> Iterator[CallEvent]:
        """Yield the calls on an application and on its router, which it holds as an attribute."""
        yield from self.program.calls_on(application)
        for event in self.program.calls(f"{_ROUTER}.*", "aiohttp.web.UrlDispatcher.*"):
            held = event.receiver
            if isinstance(held, Member) and held.name == "router" and held.base is application:
                yield event

    def _added(self, event: CallEvent, handler: AnyValue | None = None) -> Iterator[_Registered]:
        """Read `router.add_get(path, handler)`, `web.get(path, handler)`, `add_route(method, path, handler)`,
        `web.view(path, View)`; `handler` is what a decorator (`@routes.get(path)`) was applied to.
        """
        kind = method_of(event).removeprefix("add_")
        shift = 1 if kind == "route" else 0
        if handler is None:
            handler = event.arguments.get(1 + shift, "handler")
        verb = self._word(event) if shift else "*" if kind == "view" else kind.upper()
        if handler is not None:
            yield _Registered(event, self._verb(verb, event), event.arguments.get(shift, "path"), handler)

    def _of_resource(self, event: CallEvent, resource: CallEvent) -> Iterator[_Registered]:
        handler = event.arguments.get(1, "handler")
        verb = self._word(event)
        if handler is not None:
            yield _Registered(event, self._verb(verb, event), resource.arguments.get(0, "path"), handler)

    def _word(self, event: CallEvent) -> str:
        """Return the method that a registration names, "" where that is not known."""
        return next(iter(strings(self.program, event.arguments.get(0, "method"))[0]), "")

    def _verb(self, verb: str, event: CallEvent) -> str:
        if not verb:
            self.note("the method of a route registered", event.site)
        return verb.upper() or "*"

    def _table(self, event: CallEvent) -> Iterator[_Registered]:
        """Read `app.add_routes(...)`: a list of definitions, or a table that decorators have filled."""
        given = event.arguments.get(0, "routes")
        for one in members(given) if given is not None else ():
            if self.program.is_a(one, _TABLE):
                yield from self._decorated(one)
                continue
            items, complete = self.program.items(one)
            if not complete:
                self.note("a part of the routes added", event.site)
            for item in items:
                yield from self._defined(item, event)

    def _defined(self, item: AnyValue, event: CallEvent) -> Iterator[_Registered]:
        """Read one definition: `web.get(path, handler)`, `web.route(method, path, handler)`, `web.view(path, View)`."""
        for one in members(item):
            if self.program.is_a(one, _TABLE):
                yield from self._decorated(one)
            elif not isinstance(one, Produced) or not one.call.callee.startswith("aiohttp.web."):
                self.note("a part of the routes added", event.site)
            elif method_of(one.call) in _VERBS | {"route", "view"}:
                yield from self._added(one.call)

    def _decorated(self, table: AnyValue) -> Iterator[_Registered]:
        for event in self.program.calls_on(table):
            if method_of(event) in _VERBS | {"route", "view"}:
                for use in applied(self.program, event):
                    if use.arguments.positional:
                        yield from self._added(event, use.arguments.positional[0])

    # --- what holds for the whole

    def _middlewares(self, application: AnyValue, made: CallEvent) -> tuple[Middleware, ...]:
        """Return an application's middlewares, outermost first: those it was made with, and those added later."""
        listed = made.arguments.keyword("middlewares")
        found = [(one, made) for one in self._listed(listed, made)]
        for event in self.program.calls(f"{APPLICATION}.middlewares.*"):
            held = event.receiver
            if not (isinstance(held, Member) and held.base is application):
                continue
            if method_of(event) == "append":
                found.extend((one, event) for one in event.arguments.positional)
            elif method_of(event) == "insert":
                found[:0] = [(one, event) for one in event.arguments.positional[1:]]
            elif method_of(event) in {"extend", "__iadd__"} and event.arguments.positional:
                found.extend((one, event) for one in self._listed(event.arguments.positional[0], event))
        shown = [
            Middleware(one, evidence(self.program, name_of(self.program, one).rpartition(":")[2], event.site))
            for one, event in found
        ]
        return tuple(shown)

    def _listed(self, value: AnyValue | None, event: CallEvent) -> tuple[AnyValue, ...]:
        if value is None or (isinstance(value, Constant) and value.value is None):
            return ()
        items, complete = self.program.items(value)
        if not complete:
            self.note("a part of the middlewares", event.site)
        return items

    def _uses_cookies(self) -> State:
        used = self.program.calls("aiohttp_session.setup", "aiohttp.web.StreamResponse.set_cookie")
        return State.YES if used else State.NO


def _assemble(program: Program) -> Iterator[Assembly]:
    """Yield every application that is not added to another."""
    applications = [
        one for one in program.results(APPLICATION) if isinstance(one, (Produced, InstanceObject, ClassObject))
    ]
    for application, made in roots(program, applications, _BELOW):
        yield _Reader(program, application, made).assembly()


ASSEMBLE = _assemble
