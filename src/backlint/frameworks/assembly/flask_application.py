"""What holds for a whole Flask application: its limits, the check against forged requests, headers, cookies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from backlint.concepts import Evidence, RateLimit, State
from backlint.execution.program import Program
from backlint.execution.values import (
    AnyValue,
    Arguments,
    CallEvent,
    Constant,
    External,
    InstanceObject,
    Produced,
    Unknown,
    string_of,
)
from backlint.frameworks.assembly.flask_decorators import of_event
from backlint.frameworks.assembly.flask_rules import Hook
from backlint.frameworks.assembly.rates import limit
from backlint.frameworks.assembly.registration import constructor, evidence, method_of, strings
from backlint.frameworks.assembly.responses import SECURITY_HEADERS, headers_set_by
from backlint.frameworks.configuration.settings import Table, flask_table

_LIMITERS = ("flask_limiter.Limiter",)
_CHECKS = ("flask_wtf.CSRFProtect", "flask_wtf.csrf.CSRFProtect", "flask_seasurf.SeaSurf")
_TALISMANS = ("flask_talisman.Talisman",)
_SESSIONS = frozenset({"flask.session", "quart.session"})
_LOGINS = ("flask_login", "flask_security", "flask_user", "flask_simplelogin")
_TALISMAN_HEADERS: tuple[tuple[str, str], ...] = (
    ("strict-transport-security", "strict_transport_security"),
    ("content-security-policy", "content_security_policy"),
    ("x-content-type-options", "x_content_type_options"),
    ("x-frame-options", "frame_options"),
    ("referrer-policy", "referrer_policy"),
    ("permissions-policy", "permissions_policy"),
)
"""Talisman's headers, all on by default (flask-talisman 1.1), and the option that switches each off."""
_SECURE_HEADERS = ("strict-transport-security", "x-frame-options", "x-content-type-options", "referrer-policy")


class Whole(msgspec.Struct, frozen=True, kw_only=True):
    """What holds for all routes; the fields are those of `Assembly`, `always` are limits that no route replaces."""

    default_limits: tuple[RateLimit, ...]
    always: tuple[RateLimit, ...]
    limits_state: State
    csrf: State
    csrf_evidence: tuple[Evidence, ...]
    headers: tuple[tuple[str, Evidence], ...]
    headers_state: State
    uses_cookies: State
    same_site: Evidence | None


def whole(program: Program, application: AnyValue, after: Iterable[Hook]) -> Whole:
    """Read what holds for a whole application; `after` are the hooks that run on every response."""
    settings = flask_table(program)
    defaults, always = _limits(program, application, settings)
    cookies = _uses_cookies(program)
    checks = tuple(_csrf(program, application))
    off = _is_false(program, settings, "WTF_CSRF_ENABLED") or _is_false(program, settings, "WTF_CSRF_CHECK_DEFAULT")
    csrf = State.YES if checks and not off else State.NO if cookies is State.YES else State.UNKNOWN
    headers = dict(_talisman(program, application))
    unread = False
    for hook in after:
        for name, shown in _hook_headers(program, hook):
            headers.setdefault(name, shown)
        unread = unread or isinstance(hook.function, (External, Unknown))
    return Whole(
        default_limits=defaults,
        always=always,
        limits_state=State.YES if defaults or always else State.NO,
        csrf=csrf,
        csrf_evidence=checks,
        headers=tuple(sorted(headers.items())),
        headers_state=State.UNKNOWN if unread and not headers else State.NO,
        uses_cookies=cookies,
        same_site=next(_same_site(program, settings), None),
    )


def bound_to(program: Program, application: AnyValue, *types: str) -> Iterator[tuple[AnyValue, CallEvent]]:
    """Yield the extensions of these classes that an application uses, each with the call that bound it.

    One that is made with an application, or given one by `init_app`, is bound to that one.
    """
    for extension in program.results(*types):
        made = constructor(program, extension)
        if made is None:
            continue
        events = [made, *(event for event in program.calls_on(extension) if method_of(event) == "init_app")]
        for event in events:
            if any(value is application for value in event.arguments.values()):
                yield extension, event
                break


def _option(extension: AnyValue, event: CallEvent, name: str) -> AnyValue | None:
    """Return an option of an extension as it was made or bound."""
    given = event.arguments.keyword(name)
    if given is None and isinstance(extension, (Produced, InstanceObject)):
        made = extension.call if isinstance(extension, Produced) else None
        given = made.arguments.keyword(name) if made is not None else None
    return given


def _is_off(value: AnyValue | None) -> bool:
    return isinstance(value, Constant) and (value.value is False or value.value is None)


# --- limits


def _limits(
    program: Program, application: AnyValue, settings: Table
) -> tuple[tuple[RateLimit, ...], tuple[RateLimit, ...]]:
    """Return the default limits, which a route's own replace, and the application's, which they do not."""
    defaults: list[RateLimit] = []
    always: list[RateLimit] = []
    if _is_false(program, settings, "RATELIMIT_ENABLED"):
        return (), ()
    for extension, event in bound_to(program, application, *_LIMITERS):
        if _is_off(_option(extension, event, "enabled")):
            continue
        shown = evidence(program, "Limiter", event.site)
        for found, keyword, setting in (
            (defaults, "default_limits", "RATELIMIT_DEFAULT"),
            (always, "application_limits", "RATELIMIT_APPLICATION"),
        ):
            given = _option(extension, event, keyword)
            texts, complete = strings(program, given)
            found.extend(limit(text, shown) for text in texts)
            if given is not None and not complete:
                found.append(limit(None, shown))
            elif given is None:
                found.extend(
                    limit(string_of(entry.value), evidence(program, setting, entry.site))
                    for entry in settings.in_force(setting)
                )
    return tuple(defaults), tuple(always)


def blueprint_limits(program: Program, blueprint: AnyValue) -> Iterator[CallEvent]:
    """Yield the calls that put a limit on a whole blueprint, or that take protections off it."""
    for event in program.calls_with(blueprint):
        made = of_event(event)
        if made.package in {"flask_limiter", "flask_wtf", "flask_seasurf"} and made.last in {
            "limit",
            "shared_limit",
            "exempt",
        }:
            yield event


# --- forged requests


def _csrf(program: Program, application: AnyValue) -> Iterator[Evidence]:
    for _, event in bound_to(program, application, *_CHECKS):
        yield evidence(program, event.callee.removesuffix(".init_app").rpartition(".")[2], event.site)


def _same_site(program: Program, settings: Table) -> Iterator[Evidence]:
    """Yield where the session's cookie is kept from forms of other sites."""
    for entry in settings.in_force("SESSION_COOKIE_SAMESITE"):
        if (string_of(entry.value) or "").lower() in {"lax", "strict"}:
            yield evidence(program, "SESSION_COOKIE_SAMESITE", entry.site)


def _is_false(program: Program, settings: Table, name: str) -> bool:
    reading = settings.read(program, name)
    return reading is not None and reading.known and reading.value is False


# --- headers


def _talisman(program: Program, application: AnyValue) -> Iterator[tuple[str, Evidence]]:
    for extension, event in bound_to(program, application, *_TALISMANS):
        shown = evidence(program, "Talisman", event.site)
        for header, option in _TALISMAN_HEADERS:
            if not _is_off(_option(extension, event, option)):
                yield header, shown


def _hook_headers(program: Program, hook: Hook) -> Iterator[tuple[str, Evidence]]:
    """Yield the security headers that a hook sets on the response that it is given."""
    response = Unknown(type=External("flask.Response"))
    before = {id(event) for event in program.calls("secure.*")}
    program.run(hook.function, Arguments((response,)))
    yield from headers_set_by(program, hook.function)
    for event in program.calls("secure.*"):
        if id(event) not in before:
            shown = evidence(program, "secure", event.site)
            yield from ((name, shown) for name in _SECURE_HEADERS)
            return


# --- cookies


def _uses_cookies(program: Program) -> State:
    """Tell whether callers are known again by a cookie: Flask's session or a login extension is used, or one is set."""
    names = {
        value.name
        for module in program.modules()
        if program.is_production(program.path_of(module))
        for value in program.namespace(module).values()
        if isinstance(value, External)
    }
    if names & _SESSIONS or any(name.partition(".")[0] in _LOGINS for name in names):
        return State.YES
    cookies = program.calls(
        "flask.Response.set_cookie", "quart.Response.set_cookie", "werkzeug.wrappers.Response.set_cookie"
    )
    sessions = program.calls("flask.sessions.SessionMixin.*", "quart.sessions.SessionMixin.*")
    return State.YES if cookies or sessions else State.NO


__all__ = ["SECURITY_HEADERS", "Whole", "blueprint_limits", "bound_to", "whole"]
