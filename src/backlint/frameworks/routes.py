"""What a framework's module reads from a program: applications, their routes, and what stands before each route.

These records still hold values of the machine. `backlint.engines.endpoints` runs the handlers and covers, and turns them
into the plain `Endpoint`s of `backlint.concepts`.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from backlint.concepts import Evidence, Parameter, ProtectionKind, RateLimit, State, Trait
from backlint.execution.values import AnyValue, Arguments
from backlint.findings import Location


class Cover(msgspec.Struct, frozen=True, kw_only=True):
    """Something that stands before a route: a dependency, decorator, permission class, hook or middleware.

    `gives` are protections that it gives by what the library documents (`flask_login.login_required`); else
    `function` is run with `arguments`, and judged by what it does: whether it refuses by something that comes from a
    credential. `certain` is False when it may not apply to this route; then it makes an absence unknown, not a
    presence. `answers` tells that whatever it returns but None is sent in the place of the handler's answer, as with
    Flask's `before_request`. `asks` tells that it refuses by returning something false, as a permission class does; then
    `stranger` are the arguments with which somebody calls who has not signed in; `ambient` tells that who is calling is no
    argument, so that it is left open what somebody signed in would be answered; `addressed` that it is given the values in
    the address, none of which is empty; `by_header` that it asks for a header that a browser does not send by
    itself; `raises` that nothing that it returns refuses, as with a dependency, whose value goes to the handler; `open`
    says of a library's guard why it keeps nobody out ("is optional"). `behind` is the mark of what the handler must do for
    the cover to be asked at all, such as to find the object that it asks of ("": it is always asked). Of the covers in
    `either` one that lets a caller through is enough; all of those in `every` must. `evidence` is its name and where it was
    attached.
    """

    evidence: Evidence
    gives: tuple[ProtectionKind, ...] = ()
    function: AnyValue | None = None
    arguments: Arguments = Arguments()
    certain: bool = True
    answers: bool = False
    asks: bool = False
    stranger: Arguments | None = None
    ambient: bool = False
    addressed: bool = False
    by_header: bool = False
    raises: bool = False
    open: str = ""
    behind: str = ""
    either: tuple[Cover, ...] = ()
    every: tuple[Cover, ...] = ()


class Route(msgspec.Struct, frozen=True, kw_only=True):
    """One route. `path` is canonical and complete (`/users/{id}`).

    `handler` is called with `arguments`, whose values carry the taints of the request's parts; a class view gives
    its method bound to an instance. `location` is the handler's `def` or `class` line, `name` its
    `package.module:qualname`. `dependencies` are run before the handler, in order, with what they were given.
    `exempt` are protections that the route switches off (`csrf_exempt`, `limiter.exempt`, `auth=None`), which
    overrule covers. `limits` are rate limits with their figures, those inherited included. `known` is what a request
    to this route is known to hold, by the dotted names of the library's objects (`flask.request.endpoint`); the covers
    and the handler are run with it one after the other, each with what those before it have set. `stranger` is the
    handler with the arguments of somebody who has not signed in, where the framework can say what that is. `by_method`
    is the same route for each of its methods by itself: these take its place where the method makes a difference,
    and always where they are given different arguments (`differs`).
    `missed` are guards that were put around the handler after it was registered, so that they never run.
    `view` is what requests come for, where the handler is something of the project's own that stands around it (a
    `dispatch`).
    `filters_answer` tells that a model picks the fields that are sent (`answer_fields`, where they are known), `sends_objects` that a record which the handler
    returns is sent with all of its fields where none does. `lists` are the classes of all of whose records a library's own
    handler answers, `makes` those of which it makes one.
    """

    methods: tuple[str, ...]
    path: str
    name: str
    location: Location
    handler: AnyValue | None
    arguments: Arguments = Arguments()
    parameters: tuple[Parameter, ...] = ()
    covers: tuple[Cover, ...] = ()
    missed: tuple[Cover, ...] = ()
    limits: tuple[RateLimit, ...] = ()
    exempt: tuple[tuple[ProtectionKind, Evidence], ...] = ()
    traits: frozenset[Trait] = frozenset()
    known: Mapping[str, AnyValue] = {}
    stranger: tuple[AnyValue, Arguments] | None = None
    view: AnyValue | None = None
    by_method: tuple[Route, ...] = ()
    differs: bool = False
    websocket: bool = False
    returns_html: State = State.UNKNOWN
    filters_answer: bool = False
    answer_fields: tuple[str, ...] = ()
    sends_objects: bool = False
    lists: tuple[str, ...] = ()
    makes: tuple[str, ...] = ()


class ErrorHandler(msgspec.Struct, frozen=True):
    """A function that answers an exception of some class, with the exception as its last parameter."""

    function: AnyValue
    exception: AnyValue
    returns_html: State = State.UNKNOWN


class Unresolved(msgspec.Struct, frozen=True):
    """A clause that says what could not be read (`the path registered is not known`), and where; None: at the application."""

    clause: str
    location: Location | None = None


class Assembly(msgspec.Struct, frozen=True, kw_only=True):
    """One application object with all of its routes.

    `key` is unique in the program (`module:name` or the construction's place). `unresolved` says
    which registrations could not be read; the application is then not complete. `headers` are security headers that
    something sets on every response (lower case), `headers_state` UNKNOWN when a middleware could not be read.
    `same_site` is where the session's cookie is declared `SameSite=Lax` or `Strict`. `csrf` is whether cookie-authenticated writes are checked for all routes. `after` runs when a request was answered,
    with the answer: what it does is seen, and guards nothing.
    """

    key: str
    framework: str
    location: Location
    routes: tuple[Route, ...]
    unresolved: tuple[Unresolved, ...] = ()
    headers: tuple[tuple[str, Evidence], ...] = ()
    headers_state: State = State.NO
    default_limits: tuple[RateLimit, ...] = ()
    limits_state: State = State.NO
    csrf: State = State.UNKNOWN
    csrf_evidence: tuple[Evidence, ...] = ()
    uses_cookies: State = State.UNKNOWN
    production: bool = True
    same_site: Evidence | None = None
    error_handlers: tuple[ErrorHandler, ...] = ()
    after: tuple[Cover, ...] = ()
