"""What the decorators of Flask's extensions give to a view: guards, limits, exemptions, validated arguments."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import msgspec

from backlint.concepts import Evidence, ProtectionKind, RateLimit
from backlint.execution.program import Program
from backlint.execution.taint import Site
from backlint.execution.values import (
    AnyValue,
    Arguments,
    CallEvent,
    Constant,
    External,
    Member,
    Produced,
    string_of,
)
from backlint.frameworks.assembly.rates import limit, says_limit
from backlint.frameworks.assembly.registration import (
    applied,
    decorations,
    decorator_call,
    evidence,
    innermost,
    strings,
)
from backlint.frameworks.assembly.suspects import guards_perhaps
from backlint.frameworks.routes import Cover

_IN = (ProtectionKind.AUTHENTICATION,)
_MAY = (ProtectionKind.AUTHENTICATION, ProtectionKind.AUTHORIZATION)

_GUARDS: dict[tuple[str, str], tuple[ProtectionKind, ...]] = {
    ("flask_login", "login_required"): _IN,
    ("flask_login", "fresh_login_required"): _IN,
    ("flask_jwt_extended", "jwt_required"): _IN,
    ("flask_jwt_extended", "fresh_jwt_required"): _IN,
    ("flask_jwt_extended", "jwt_refresh_token_required"): _IN,
    ("flask_jwt", "jwt_required"): _IN,
    ("flask_jwt_simple", "jwt_required"): _IN,
    ("flask_httpauth", "login_required"): _IN,
    ("flask_security", "auth_required"): _IN,
    ("flask_security", "login_required"): _IN,
    ("flask_security", "http_auth_required"): _IN,
    ("flask_security", "auth_token_required"): _IN,
    ("flask_security", "roles_required"): _MAY,
    ("flask_security", "roles_accepted"): _MAY,
    ("flask_security", "permissions_required"): _MAY,
    ("flask_security", "permissions_accepted"): _MAY,
    ("flask_principal", "require"): _MAY,
    ("flask_user", "login_required"): _IN,
    ("flask_user", "roles_required"): _MAY,
    ("flask_user", "roles_accepted"): _MAY,
    ("flask_praetorian", "auth_required"): _IN,
    ("flask_praetorian", "roles_required"): _MAY,
    ("flask_praetorian", "roles_accepted"): _MAY,
    ("flask_oidc", "require_login"): _IN,
    ("flask_oidc", "accept_token"): _IN,
    ("flask_basicauth", "required"): _IN,
    ("flask_simplelogin", "login_required"): _IN,
    ("flask_cognito", "cognito_auth_required"): _IN,
    ("flask_discord", "requires_authorization"): _IN,
    ("flask_allows", "requires"): _MAY,
    ("flask_allows2", "requires"): _MAY,
    ("flask_appbuilder", "has_access"): _MAY,
    ("flask_appbuilder", "has_access_api"): _MAY,
    ("flask_appbuilder", "protect"): _MAY,
    ("apifairy", "authenticate"): _IN,
    ("apiflask", "auth_required"): _IN,
    ("authlib", "ResourceProtector"): _IN,
    ("bottle", "auth_basic"): _IN,
    ("graphql_jwt", "login_required"): _IN,
    ("graphql_jwt", "permission_required"): _MAY,
    ("graphql_jwt", "staff_member_required"): _MAY,
    ("graphql_jwt", "superuser_required"): _MAY,
    ("graphql_jwt", "user_passes_test"): _MAY,
    ("authlib", "__call__"): _IN,
}
"""Guards by the top package of the library and the decorator's own name."""

_LIMITS = frozenset({"limit", "shared_limit"})
_SUSPECT = frozenset(
    "auth login authenticated authenticate authorized authorize authorization required require requires permission "
    "permissions role roles protect protected protector jwt oauth acl guard".split()
)
"""Words in the name of a decorator that nobody knows which say that it may be a guard."""
OPTIONAL = "is optional, so that it lets in whoever is not known"
_WORD = re.compile(r"[a-z]+")


class Decoration(msgspec.Struct, frozen=True):
    """A library's decorator on a view: its dotted name, what it was made with, where."""

    name: str
    arguments: Arguments
    site: Site | None

    @property
    def package(self) -> str:
        """The top package of its library."""
        return self.name.partition(".")[0]

    @property
    def last(self) -> str:
        """Its own name."""
        return self.name.rpartition(".")[2]


def decoration_of(program: Program, value: AnyValue) -> Decoration | None:
    """Return the library decorator that a value is; None when it is a function of the project, or unknown."""
    if isinstance(value, Produced):
        return Decoration(value.call.callee, value.call.arguments, value.call.site)
    if isinstance(value, External):
        return Decoration(value.name, Arguments(), None)
    if isinstance(value, Member):
        owner = program.type_of(value.base)
        return Decoration(f"{owner}.{value.name}", Arguments(), None) if owner else None
    return None


def applied_to(function: AnyValue, before: int) -> Iterator[Decoration]:
    """Yield the library decorators below the registration of a view, innermost first.

    What was applied at the moment `before` or later is not part of the function that was registered.
    """
    for event in decorations(function):
        if event.order < before:
            yield of_event(event)


def of_event(event: CallEvent) -> Decoration:
    """Return the decorator that a call applied."""
    made = decorator_call(event)
    bare = made is event
    return Decoration(made.callee, Arguments() if bare else made.arguments, made.site)


def covers_of(program: Program, decorators: Iterable[Decoration]) -> Iterator[Cover]:
    """Yield what stands before a view by its library decorators, outermost first as they run."""
    for one in reversed(list(decorators)):
        shown = evidence(program, one.last, one.site)
        gives = _GUARDS.get((one.package, one.last))
        if gives is not None:
            if not _is_optional(one.arguments):
                needs_role = one.package == "flask_httpauth" and one.arguments.keyword("role") is not None
                header = one.package == "flask_httpauth"
                yield Cover(evidence=shown, gives=_MAY if needs_role else gives, by_header=header)
            else:
                yield Cover(evidence=shown, open=OPTIONAL)
        elif _may_guard(one.last) and one.package not in _NO_GUARDS and (one.package, one.last) != _NAMES_A_RIGHT:
            yield guards_perhaps(shown)


def _may_guard(name: str) -> bool:
    """Tell whether a decorator that nobody knows may be a guard, by its name; `jwt_optional` lets strangers by."""
    words = set(_WORD.findall(name.lower()))
    return bool(words & _SUSPECT) and "optional" not in words


def covers_below(program: Program, event: CallEvent, handler: AnyValue) -> Iterator[Cover]:
    """Yield what stands before a handler by the library decorators below its registration, which `event` is or makes."""
    return covers_of(program, decorators_below(program, event, handler))


def decorators_below(program: Program, event: CallEvent, handler: AnyValue) -> Iterator[Decoration]:
    """Yield the library decorators below a handler's registration, innermost first."""
    inner = innermost(handler)
    uses = (use for use in applied(program, event) if use.arguments.positional)
    orders = (use.order for use in uses if innermost(use.arguments.positional[0]) is inner)
    return applied_to(inner, max(orders, default=event.order))


_NAMES_A_RIGHT = ("flask_appbuilder", "permission_name")
"""Says what a right is called that another decorator asks for."""
_NO_GUARDS = frozenset({"flask", "functools", "builtins", "contextlib", "flask_restx", "flask_restful", "werkzeug"})


def _is_optional(arguments: Arguments) -> bool:
    """Tell whether a guard lets strangers by: `jwt_required(optional=True)`."""
    given = arguments.keyword("optional")
    return isinstance(given, Constant) and given.value is True


def limits_of(
    program: Program, decorators: Iterable[Decoration], methods: Iterable[str]
) -> tuple[tuple[RateLimit, ...], tuple[tuple[ProtectionKind, Evidence], ...]]:
    """Return the limits that decorators put on a view for these methods, and the protections that they switch off."""
    found: list[RateLimit] = []
    exempt: list[tuple[ProtectionKind, Evidence]] = []
    wanted = set(methods)
    for one in decorators:
        shown = evidence(program, ".".join(one.name.rsplit(".", 2)[-2:]), one.site)
        if one.package == "flask_limiter" and one.last in _LIMITS:
            only, complete = strings(program, one.arguments.keyword("methods"))
            if not only or not complete or wanted & {name.upper() for name in only}:
                found.append(limit(string_of(one.arguments.get(0, "limit_value")), shown))
        elif one.package not in _NO_GUARDS and says_limit(one.last):
            found.append(limit(None, shown))
        elif one.package == "flask_limiter" and one.last == "exempt":
            exempt.append((ProtectionKind.RATE_LIMIT, shown))
        elif one.last == "exempt" and one.package in {"flask_wtf", "flask_seasurf"}:
            exempt.append((ProtectionKind.CSRF, shown))
    return tuple(found), tuple(exempt)
