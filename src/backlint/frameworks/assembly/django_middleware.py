"""Django's middleware: what of it stands before every view, and which headers it sets on every response."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from backlint.concepts import Evidence, ProtectionKind, State
from backlint.execution.values import (
    AnyValue,
    Arguments,
    Bound,
    ClassObject,
    Constant,
    DictObject,
    External,
    FunctionObject,
    InstanceObject,
    ListObject,
    Tuple,
    members,
    string_of,
)
from backlint.frameworks.assembly.django_classes import library_classes, method_of_class
from backlint.frameworks.assembly.django_settings import Settings, each
from backlint.frameworks.assembly.responses import headers_set_by
from backlint.frameworks.assembly.suspects import may_set_headers, suspected
from backlint.frameworks.routes import Cover

SECURITY = "django.middleware.security.SecurityMiddleware"
FRAMES = "django.middleware.clickjacking.XFrameOptionsMiddleware"
CSRF = "django.middleware.csrf.CsrfViewMiddleware"
SESSIONS = "django.contrib.sessions.middleware.SessionMiddleware"
LOGIN = "django.contrib.auth.middleware.LoginRequiredMiddleware"
AXES = "axes.middleware.AxesMiddleware"
DEFENDER = "defender.middleware.FailedLoginMiddleware"
_CSP = {
    "csp.middleware.CSPMiddleware": ("CONTENT_SECURITY_POLICY", "CSP_"),
    "django.middleware.csp.ContentSecurityPolicyMiddleware": ("SECURE_CSP", "SECURE_CSP"),
}
_PERMISSIONS_POLICY = "django_permissions_policy.PermissionsPolicyMiddleware"
_KNOWN = frozenset({AXES, DEFENDER, _PERMISSIONS_POLICY, *_CSP})
_LOGINS = frozenset("login signin logon token authenticate".split())


class Middleware(msgspec.Struct, frozen=True):
    """One entry of `MIDDLEWARE`: what it names, and what answers requests where that is the project's own."""

    name: str
    target: AnyValue
    made: AnyValue | None
    evidence: Evidence


class MiddlewareReader:
    """Reads the middleware of one application."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.program = settings.program
        self.entries = tuple(self._entries())
        self.names = frozenset(name for entry in self.entries for name in self._names(entry))

    def _entries(self) -> Iterator[Middleware]:
        response = External("django.core.handlers.base.get_response")
        for one in self.settings.named(self.settings.middleware):
            made = None
            if isinstance(one.value, (ClassObject, FunctionObject)):
                made = self.program.run(one.value, Arguments((response,))).value
            yield Middleware(one.name, one.value, made, one.evidence)

    def _names(self, entry: Middleware) -> tuple[str, ...]:
        return (entry.name, *library_classes(self.program, entry.target))

    def shown(self, name: str) -> Evidence | None:
        """Return where a library's middleware, or one that descends from it, is named."""
        return next((entry.evidence for entry in self.entries if name in self._names(entry)), None)

    # --- covers

    def covers(self, request: AnyValue, view: AnyValue, keywords: tuple[tuple[str, AnyValue], ...]) -> Iterator[Cover]:
        """Yield what the project's own middleware does with one request, in order."""
        entries = DictObject({Constant(name, "str"): value for name, value in keywords}, None, None, 0)
        for entry in self.entries:
            made = entry.made
            if isinstance(made, InstanceObject):
                yield from self._methods(entry, made, request, view, entries)
            elif isinstance(made, FunctionObject):
                yield Cover(evidence=entry.evidence, function=made, arguments=Arguments((request,)))
            elif self._is_unread(entry):
                cover = suspected(entry.evidence, entry.name)
                if cover is not None:
                    yield cover

    def _is_unread(self, entry: Middleware) -> bool:
        """Tell whether nothing but its name is known of a middleware: neither the project's nor one that has rows here."""
        known = any(name.startswith("django.") or name in _KNOWN for name in self._names(entry))
        return entry.made is None and not known

    def whole(self) -> bool:
        """Tell whether every entry of the list is known."""
        entry = self.settings.entry("MIDDLEWARE")
        if entry is None:
            return True
        lists = members(entry.value)
        return all(isinstance(one, (ListObject, Tuple)) and one.rest is None for one in lists) and all(
            string_of(item) is not None for item, _ in each(self.program, entry.value)
        )

    def _methods(
        self, entry: Middleware, made: InstanceObject, request: AnyValue, view: AnyValue, keywords: AnyValue
    ) -> Iterator[Cover]:
        call = method_of_class(made.cls, "__call__")
        if call is not None:
            yield Cover(evidence=entry.evidence, function=call, arguments=Arguments((made, request)))
        before = method_of_class(made.cls, "process_request")
        if before is not None:
            yield Cover(evidence=entry.evidence, function=before, arguments=Arguments((made, request)), answers=True)
        beside = method_of_class(made.cls, "process_view")
        if beside is not None:
            arguments = Arguments((made, request, view, Tuple(()), keywords))
            yield Cover(evidence=entry.evidence, function=beside, arguments=arguments, answers=True)

    def login_required(self, *, free: bool) -> Iterator[Cover]:
        """Yield the cover of `LoginRequiredMiddleware` for a view that is not marked as free."""
        shown = self.shown(LOGIN)
        if shown is not None and not free:
            yield Cover(evidence=shown, gives=(ProtectionKind.AUTHENTICATION,))

    def login_limit(self, path: str, name: str) -> Iterator[Cover]:
        """Yield the limit of failed logins that django-axes or django-defender keeps."""
        words = {word for part in (path, name.rpartition(":")[2]) for word in part.lower().replace("_", "/").split("/")}
        shown = self.shown(AXES) or self.shown(DEFENDER)
        if shown is not None and words & _LOGINS:
            yield Cover(evidence=shown, gives=(ProtectionKind.RATE_LIMIT,))

    # --- what holds for every response

    def csrf(self) -> tuple[State, tuple[Evidence, ...]]:
        """Return whether writes with a session are checked for every view."""
        if self.settings.table is None:
            return State.UNKNOWN, ()
        shown = self.shown(CSRF)
        return (State.NO, ()) if shown is None else (State.YES, (shown,))

    def headers(self) -> tuple[tuple[tuple[str, Evidence], ...], State]:
        """Return the security headers that are set on every response, and whether others may be."""
        found: dict[str, Evidence] = {}
        for entry in self.entries:
            names = self._names(entry)
            if SECURITY in names:
                found.update(dict.fromkeys(self._security(), entry.evidence))
            if FRAMES in names:
                found["x-frame-options"] = entry.evidence
            if _PERMISSIONS_POLICY in names:
                found["permissions-policy"] = entry.evidence
            for name, (setting, prefix) in _CSP.items():
                if name in names and self._any_setting(setting, prefix):
                    found["content-security-policy"] = entry.evidence
            if entry.made is not None:
                self._run_for_headers(entry)
                target = entry.made if isinstance(entry.made, (FunctionObject, InstanceObject)) else entry.target
                for header, shown in headers_set_by(self.program, target):
                    found.setdefault(header, shown)
        unread = any(self._is_unread(entry) and may_set_headers(entry.name) for entry in self.entries)
        state = State.UNKNOWN if self.settings.table is None or unread or not self.whole() else State.NO
        return tuple(sorted(found.items())), state

    def _security(self) -> Iterator[str]:
        settings = self.settings
        if _constant(settings.get("SECURE_CONTENT_TYPE_NOSNIFF"), True) is not False:
            yield "x-content-type-options"
        if _constant(settings.get("SECURE_REFERRER_POLICY"), "same-origin") is not None:
            yield "referrer-policy"
        if _constant(settings.get("SECURE_CROSS_ORIGIN_OPENER_POLICY"), "same-origin") is not None:
            yield "cross-origin-opener-policy"
        if _constant(settings.get("SECURE_HSTS_SECONDS"), 0) not in {0, None}:
            yield "strict-transport-security"

    def _any_setting(self, name: str, prefix: str) -> bool:
        table = self.settings.table
        return table is not None and any(
            one == name or (one.startswith(prefix) and not one.endswith("REPORT_ONLY")) for one in table.entries
        )

    def _run_for_headers(self, entry: Middleware) -> None:
        request, response = External("django.http.request"), External("django.http.response")
        if isinstance(entry.made, FunctionObject):
            self.program.run(entry.made, Arguments((request,)))
        elif isinstance(entry.made, InstanceObject):
            for name, arguments in (("__call__", (request,)), ("process_response", (request, response))):
                method = method_of_class(entry.made.cls, name)
                if method is not None:
                    self.program.run(Bound(method, entry.made), Arguments(arguments))


def _constant(value: AnyValue | None, default: object) -> object:
    """Return the constant that a setting is, the default where it is not set, something true where it is not known."""
    if value is None:
        return default
    return value.value if isinstance(value, Constant) else "unknown"
