"""Policies of Django REST framework in force for one action: who is let in, how often, and how callers sign in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from backlint.concepts import Evidence, ProtectionKind, RateLimit
from backlint.execution.program import Program
from backlint.execution.taint import Site
from backlint.execution.values import (
    NONE,
    AnyValue,
    Arguments,
    Bound,
    ClassObject,
    Constant,
    External,
    FunctionObject,
    InstanceObject,
    ListObject,
    Member,
    Produced,
    Tuple,
    members,
    string_of,
)
from backlint.frameworks.assembly.django_classes import library_classes, method_of_class
from backlint.frameworks.assembly.django_settings import Settings, each
from backlint.frameworks.assembly.rates import limit
from backlint.frameworks.assembly.registration import evidence
from backlint.frameworks.assembly.rest_framework_authenticators import authenticators
from backlint.frameworks.assembly.suspects import guards_perhaps
from backlint.frameworks.rest_objects import FINDS_OBJECT, object_of
from backlint.frameworks.routes import Cover

_LOGIN = (ProtectionKind.AUTHENTICATION,)
_ROLE = (ProtectionKind.AUTHENTICATION, ProtectionKind.AUTHORIZATION)
_PERMISSIONS = "rest_framework.permissions"
_GIVES: dict[str, tuple[ProtectionKind, ...]] = {
    f"{_PERMISSIONS}.AllowAny": (),
    f"{_PERMISSIONS}.BasePermission": (),
    f"{_PERMISSIONS}.IsAuthenticated": _LOGIN,
    f"{_PERMISSIONS}.IsAdminUser": _ROLE,
    f"{_PERMISSIONS}.DjangoModelPermissions": _ROLE,
    f"{_PERMISSIONS}.DjangoObjectPermissions": _ROLE,
    "rest_framework_api_key.permissions.HasAPIKey": _LOGIN,
    "oauth2_provider.contrib.rest_framework.TokenHasScope": _ROLE,
    "oauth2_provider.contrib.rest_framework.TokenHasReadWriteScope": _ROLE,
    "oauth2_provider.contrib.rest_framework.IsAuthenticatedOrTokenHasScope": _ROLE,
}
_READ_ONLY = {
    f"{_PERMISSIONS}.IsAuthenticatedOrReadOnly": _LOGIN,
    f"{_PERMISSIONS}.DjangoModelPermissionsOrAnonReadOnly": _ROLE,
}
"""Permissions that ask nothing of what only reads."""
_PERMISSION_NAMES = ("permission_classes", "DEFAULT_PERMISSION_CLASSES")
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_SESSION = "rest_framework.authentication.SessionAuthentication"
_SCOPES = {
    "rest_framework.throttling.AnonRateThrottle": "anon",
    "rest_framework.throttling.UserRateThrottle": "user",
}
_SCOPED = "rest_framework.throttling.ScopedRateThrottle"
_RATED = "rest_framework.throttling.SimpleRateThrottle"
_UNTHROTTLED = frozenset({"rest_framework.authtoken.views.ObtainAuthToken"})
"""Views of the library whose own `throttle_classes` are empty (3.18), so that the defaults never reach them."""


class ActionCall(msgspec.Struct, frozen=True, kw_only=True):
    """One action of a view, to be judged: the class, an instance and a request of somebody signed in and of a stranger.

    `given` are what a router, `@action` or the decorators of a function set on the view; `limiter` holds the instance
    and request of anybody, for the view's own `get_permissions`.
    """

    cls: AnyValue
    method: str
    somebody: tuple[AnyValue, AnyValue]
    stranger: tuple[AnyValue, AnyValue]
    given: dict[str, AnyValue]
    site: Site


class Policies:
    """Reads policies, for one application."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.program: Program = settings.program

    # --- permissions

    def permissions(self, call: ActionCall) -> Iterator[Cover]:
        """Yield a cover for each permission class in force; all of them must let a caller in.

        What they ask of the object that a view works on is asked only where the view finds or checks one.
        """
        if (signed := self._signed(call)) is not None:
            yield guards_perhaps(signed)
        alternatives = self._alternatives(call)
        if len(alternatives) > 1:
            yield from self._either(alternatives, call)
            return
        for value, shown, certain in self._in_force(
            call, "permission_classes", "get_permissions", "DEFAULT_PERMISSION_CLASSES"
        ):
            for cover in (
                self._permission(value, shown, call),
                _of_object(self._object_permission(value, shown, call)),
            ):
                if cover is not None:
                    yield cover if certain else msgspec.structs.replace(cover, certain=False)

    def _signed(self, call: ActionCall) -> Evidence | None:
        """Return the signature that a request brings along where the view's serializer checks what it is given: it may say
        who has sent it.
        """
        serializer = call.cls.lookup("serializer_class") if isinstance(call.cls, ClassObject) else None
        if call.method in _SAFE or not isinstance(serializer, ClassObject):
            return None
        checks = any(isinstance(serializer.lookup(name), FunctionObject) for name in ("validate", "validate_signature"))
        field = serializer.lookup("signature")
        return None if not checks or field is None else evidence(self.program, "signature", serializer.site)

    def _either(self, alternatives: list[list[tuple[AnyValue, Evidence]]], call: ActionCall) -> Iterator[Cover]:
        """Yield what all alternatives ask for, where the view's own `get_permissions` gives one list or another."""
        for ask, placed in ((self._permission, _always), (self._object_permission, _of_object)):
            parts = [self._all_of([ask(*one, call) for one in listed], None) for listed in alternatives]
            known = tuple(part for part in parts if part is not None)
            cover = Cover(evidence=known[0].evidence, either=known) if len(known) == len(parts) else None
            if (found := placed(cover)) is not None:
                yield found

    def _alternatives(self, call: ActionCall) -> list[list[tuple[AnyValue, Evidence]]]:
        own = method_of_class(call.cls, "get_permissions")
        if own is None:
            return []
        value = self._answer(own, call, "permission_classes")
        return [
            [(item, shown) for item, shown, _ in self._listed(member, call, *_PERMISSION_NAMES, own.site)]
            for member in members(value)
        ]

    def _permission(self, value: AnyValue, shown: Evidence, call: ActionCall) -> Cover | None:
        """Return what one permission stands for; None when it lets everybody in."""
        if isinstance(value, Produced) and value.call.callee in {"operator.&", "operator.|", "operator.~"}:
            return self._combined(value, shown, call)
        cls = _class_of(value)
        own = method_of_class(cls, "has_permission") if cls is not None else None
        if own is not None and isinstance(cls, ClassObject):
            held = value if isinstance(value, InstanceObject) else self.program.instance(cls, {})
            return Cover(
                evidence=shown,
                function=own,
                asks=True,
                arguments=Arguments((held, call.somebody[1], call.somebody[0])),
                stranger=Arguments((held, call.stranger[1], call.stranger[0])),
            )
        for name in library_classes(self.program, cls) if cls is not None else ():
            if name in _READ_ONLY:
                return None if call.method in _SAFE else Cover(evidence=shown, gives=_READ_ONLY[name])
            if name in _GIVES:
                return Cover(evidence=shown, gives=_GIVES[name]) if _GIVES[name] else None
        return guards_perhaps(shown)

    def _object_permission(self, value: AnyValue, shown: Evidence, call: ActionCall) -> Cover | None:
        """Return what one permission asks of the object that a view has found; None when it lets everybody have it."""
        if isinstance(value, Produced) and value.call.callee in {"operator.&", "operator.|"}:
            # Of two, one of which is enough, the one that is right for the caller must be right for the object as well.
            joined = value.call.callee == "operator.|"
            parts = []
            for part in value.call.arguments.positional:
                asked = self._object_permission(part, shown, call)
                parts.append(self._all_of([self._permission(part, shown, call), asked], shown) if joined else asked)
            if not joined:
                return self._all_of(parts, shown)
            known = tuple(part for part in parts if part is not None)
            return Cover(evidence=shown, either=known) if len(known) == len(parts) and parts else None
        cls = _class_of(value)
        own = method_of_class(cls, "has_object_permission") if cls is not None else None
        if own is None or not isinstance(cls, ClassObject):
            return None
        held = value if isinstance(value, InstanceObject) else self.program.instance(cls, {})
        somebody, stranger = (
            Arguments((held, request, view, object_of(view, call.site)))
            for view, request in (call.somebody, call.stranger)
        )
        return Cover(evidence=shown, function=own, asks=True, arguments=somebody, stranger=stranger)

    def _combined(self, value: Produced, shown: Evidence, call: ActionCall) -> Cover | None:
        parts = [self._permission(part, shown, call) for part in value.call.arguments.positional]
        if value.call.callee == "operator.|":
            known = tuple(part for part in parts if part is not None)
            return Cover(evidence=shown, either=known) if len(known) == len(parts) and parts else None
        return self._all_of(parts, shown) if value.call.callee == "operator.&" else None

    def _all_of(self, parts: list[Cover | None], shown: Evidence | None) -> Cover | None:
        """Return one cover for several that all must let a caller in."""
        known = tuple(part for part in parts if part is not None)
        if len(known) < 2:
            return known[0] if known else None
        return Cover(evidence=shown or known[0].evidence, every=known)

    # --- throttles

    def limits(self, call: ActionCall) -> tuple[RateLimit, ...]:
        """Return the limits in force; a class without a rate limits nothing."""
        found = []
        for value, shown, _ in self._in_force(call, "throttle_classes", "get_throttles", "DEFAULT_THROTTLE_CLASSES"):
            cls = _class_of(value)
            if cls is not None:
                one = self._limit(cls, shown, call)
                if one is not None:
                    found.append(one)
        return tuple(found)

    def unlimited(self, call: ActionCall) -> Evidence | None:
        """Return what spares an action the throttles that all others have: an empty list of its own; None for nothing."""
        if not self.settings.rest_classes("DEFAULT_THROTTLE_CLASSES"):
            return None
        value = call.given.get("throttle_classes")
        if value is None and isinstance(call.cls, ClassObject):
            value = call.cls.lookup("throttle_classes")
        site = value.site if isinstance(value, ListObject) else None
        own = call.cls.site if isinstance(call.cls, ClassObject) else None
        value = self.settings.resolved(value)
        if value is None and not _UNTHROTTLED.isdisjoint(library_classes(self.program, call.cls)):
            value = Tuple(())
        if isinstance(value, (ListObject, Tuple)) and value.rest is None and not value.items:
            return evidence(self.program, "throttle_classes", site or own or call.site)
        return None

    def _limit(self, cls: AnyValue, shown: Evidence, call: ActionCall) -> RateLimit | None:
        lineage = library_classes(self.program, cls)
        if isinstance(cls, ClassObject) and (_RATED not in lineage or cls.lookup("allow_request") is not None):
            own = method_of_class(cls, "allow_request")
            return RateLimit(None, shown) if own is not None else None
        if _RATED not in lineage:
            # Of a library whose rate is not known.
            return RateLimit(None, shown)
        rate = self._rate(cls, lineage, call)
        if rate is None or (isinstance(rate, Constant) and rate.value is None):
            return None
        return limit(string_of(rate), shown)

    def _rate(self, cls: AnyValue, lineage: tuple[str, ...], call: ActionCall) -> AnyValue | None:
        if isinstance(cls, ClassObject):
            own = self.settings.resolved(cls.lookup("rate"))
            if own is not None and own != NONE:
                return own
            getter = method_of_class(cls, "get_rate")
            if getter is not None:
                return self.program.run(Bound(getter, self.program.instance(cls, {})), Arguments()).value
        scope = string_of(cls.lookup("scope")) if isinstance(cls, ClassObject) else None
        if _SCOPED in lineage:
            given = call.given.get("throttle_scope")
            if given is None and isinstance(call.cls, ClassObject):
                given = call.cls.lookup("throttle_scope")
            scope = string_of(given)
        elif scope is None:
            scope = next((_SCOPES[name] for name in lineage if name in _SCOPES), None)
        return self.settings.rest_rates().get(scope) if scope is not None else None

    # --- authentication

    def authenticators(self, call: ActionCall) -> Iterator[Cover]:
        """Yield what the authentication classes in force ask of a request."""
        yield from authenticators(self.program, self._authentication(call), call.somebody[1])

    def _authentication(self, call: ActionCall) -> Iterator[tuple[AnyValue, Evidence, bool]]:
        return self._in_force(call, "authentication_classes", "get_authenticators", "DEFAULT_AUTHENTICATION_CLASSES")

    def csrf(self, call: ActionCall) -> tuple[Cover | None, tuple[ProtectionKind, Evidence] | None]:
        """Return whether writes with a session are checked: by what, or what switches the check off.

        Without an authentication by session a caller is told by a header, which no other website can make it send.
        """
        found = list(self._authentication(call))
        if not found:
            return None, None
        by: Evidence | None = None
        for value, shown, _ in found:
            cls = _class_of(value)
            if cls is not None and _SESSION in library_classes(self.program, cls):
                own = method_of_class(cls, "enforce_csrf")
                if own is not None:
                    # One class switches the check off for all views that name it: the cause stands there.
                    cause = shown if own.site is None else evidence(self.program, shown.name, own.site)
                    return None, (ProtectionKind.CSRF, cause)
                by = shown
            by = by or shown
        return (Cover(evidence=by, gives=(ProtectionKind.CSRF,)) if by is not None else None), None

    # --- which are in force

    def _in_force(
        self, call: ActionCall, attribute: str, getter: str, setting: str
    ) -> Iterator[tuple[AnyValue, Evidence, bool]]:
        """Yield the classes (or instances) of one policy, each with its name and place, and whether it surely holds."""
        own = method_of_class(call.cls, getter)
        if own is not None:
            yield from self._listed(self._answer(own, call, attribute), call, attribute, setting, own.site)
            return
        yield from self._declared(call, attribute, setting)

    def _answer(self, getter: FunctionObject, call: ActionCall, attribute: str) -> AnyValue:
        """Return what a view's own getter answers; it may put the classes on the view before it asks the library's."""
        view = call.stranger[0]
        if isinstance(view, InstanceObject):
            view.fields.pop(attribute, None)
            if attribute in call.given:
                view.fields[attribute] = call.given[attribute]
        return self.program.run(Bound(getter, view), Arguments()).value

    def _declared(self, call: ActionCall, attribute: str, setting: str) -> Iterator[tuple[AnyValue, Evidence, bool]]:
        # What the view's own getter has put there before it asked the library's.
        view = call.stranger[0]
        value = view.fields.get(attribute) if isinstance(view, InstanceObject) else None
        value = call.given.get(attribute) if value is None else value
        site = None
        if value is None and isinstance(call.cls, ClassObject):
            value = call.cls.lookup(attribute)
            site = call.cls.site
        if value is None and attribute == "throttle_classes" and self.unlimited(call) is not None:
            return
        value = self.settings.resolved(value)
        if value is None or (isinstance(value, (Member, External)) and value.name.endswith(setting)):
            entry = self.settings.entry("REST_FRAMEWORK")
            set_here = self.settings.rest_classes(setting)
            listed = _library_default(setting) if set_here is None else set_here
            for one in listed:
                yield one, self._shown(one, entry.site if entry is not None else call.site), True
            return
        yield from self._listed(value, call, attribute, setting, site)

    def _listed(
        self, value: AnyValue, call: ActionCall, attribute: str, setting: str, site: Site | None
    ) -> Iterator[tuple[AnyValue, Evidence, bool]]:
        if isinstance(value, Produced) and value.call.callee.rpartition(".")[2] in {
            "get_permissions", "get_throttles", "get_authenticators"
        }:  # fmt: skip
            yield from self._declared(call, attribute, setting)
            return
        if isinstance(value, ListObject) and value.site is not None and site is None:
            site = value.site
        found = False
        for item, certain in each(self.program, value):
            found = True
            yield item, self._shown(item, site), certain
        whole = isinstance(value, (ListObject, Tuple)) and value.rest is None
        if not found and not whole:
            yield value, self._shown(value, site), False

    def _shown(self, value: AnyValue, site: Site | None) -> Evidence:
        cls = _class_of(value)
        name = (
            cls.facts.name if isinstance(cls, ClassObject) else cls.name if isinstance(cls, External) else "permission"
        )
        return evidence(self.program, name.rpartition(".")[2], site)


def _always(cover: Cover | None) -> Cover | None:
    return cover


def _of_object(cover: Cover | None) -> Cover | None:
    """Return a cover that is asked only where a view finds an object, or has one checked."""
    return None if cover is None else msgspec.structs.replace(cover, behind=FINDS_OBJECT)


def _class_of(value: AnyValue) -> AnyValue | None:
    """Return the class that a value is, or is an instance of."""
    if isinstance(value, (ClassObject, External)):
        return value
    if isinstance(value, InstanceObject):
        return value.cls
    if isinstance(value, Produced):
        return External(value.type or value.call.callee)
    return None


def _library_default(setting: str) -> Iterable[AnyValue]:
    if setting == "DEFAULT_AUTHENTICATION_CLASSES":
        return (External(_SESSION), External("rest_framework.authentication.BasicAuthentication"))
    return ()
