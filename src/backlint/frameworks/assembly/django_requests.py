"""What Django calls a view with: a request of which method and path are known, and who sends it."""

from __future__ import annotations

from collections.abc import Iterable

from backlint.concepts import SinkKind, SourceKind
from backlint.execution.program import Program
from backlint.execution.taint import CLEAN, Origin, Site, Taint, Taints
from backlint.execution.values import (
    NONE,
    AnyValue,
    Arguments,
    CallEvent,
    ClassObject,
    Constant,
    DictObject,
    External,
    InstanceObject,
    Produced,
    Text,
    Tuple,
    Unknown,
    constant,
    is_none,
)
from backlint.frameworks.assembly.converters import of_django
from backlint.frameworks.assembly.django_settings import Settings
from backlint.frameworks.assembly.paths import PathParameter, value_of

PLAIN = "django.http.HttpRequest"
REST = "rest_framework.request.Request"
_ANONYMOUS = {
    "is_authenticated": False,
    "is_anonymous": True,
    "is_active": False,
    "is_staff": False,
    "is_superuser": False,
    "username": "",
    # An object like any other: only its attributes tell that nobody is signed in.
    "__bool__": True,
}
_SIGNED_IN = {"is_authenticated": True, "is_anonymous": False, "is_active": True}
SOMEBODY, STRANGER, ANYBODY = "somebody", "stranger", "anybody"
"""Who sends a request: somebody signed in, somebody who is not, or either."""


_USER = External("django.contrib.auth.models.AbstractUser")


class Requests:
    """Makes the requests of one application."""

    def __init__(self, program: Program, settings: Settings) -> None:
        self.program = program
        self.user_class = _user_class(program, settings)
        self.nobody = settings.rest("UNAUTHENTICATED_USER")
        self.converters = of_django(program)

    def make(self, kind: str, site: Site, *, method: str = "", path: str = "", sender: str = ANYBODY) -> Produced:
        """Make a request of Django or of REST framework."""
        request = _made(kind, site)
        if method:
            request.fields["method"] = Constant(method, "str")
        if path:
            known = _path(path, site)
            request.fields["path"] = request.fields["path_info"] = known
        request.fields["user"] = self.user(sender, site)
        if kind == REST and sender == STRANGER and self.nobody is not None and is_none(self.nobody):
            request.fields["user"] = NONE
        if sender == STRANGER:
            request.fields["auth"] = NONE
        return request

    def user(self, sender: str, site: Site) -> AnyValue:
        """Make a user, as requests hold one and predicates about users take one."""
        taints = _credential(site)
        if sender == STRANGER:
            stranger = _made("django.contrib.auth.models.AnonymousUser", site, taints)
            stranger.fields.update({name: constant(value) for name, value in _ANONYMOUS.items()})
            # That these are None is told by who is calling: no row of the caller's has None for its owner.
            stranger.fields.update(dict.fromkeys(("id", "pk"), Unknown(taints, External("builtins.NoneType"))))
            return stranger
        if sender == ANYBODY:
            return Unknown(taints, self.user_class or _USER)
        user: AnyValue
        if self.user_class is None:
            user = _made("django.contrib.auth.models.AbstractUser", site, taints)
        else:
            user = self.program.instance(self.user_class, {})
        if isinstance(user, (Produced, InstanceObject)):
            user.tainted = taints
            user.fields.update({name: constant(value) for name, value in _SIGNED_IN.items()})
        return user

    def keywords(
        self, parameters: Iterable[PathParameter], extra: Iterable[tuple[str, AnyValue]], site: Site
    ) -> tuple[tuple[str, AnyValue], ...]:
        """Return the keyword arguments of a view: the parts of the path, and what the pattern adds."""
        found = {one.name: value_of(self.program, one, site, self.converters) for one in parameters}
        found.update(extra)
        return tuple(found.items())

    def view(
        self,
        cls: AnyValue,
        request: AnyValue,
        keywords: tuple[tuple[str, AnyValue], ...],
        given: Iterable[tuple[str, AnyValue]],
    ) -> AnyValue:
        """Make the instance of a class view that answers one request."""
        entries = {Constant(name, "str"): value for name, value in keywords}
        fields: dict[str, AnyValue] = {
            "request": request,
            "kwargs": DictObject(entries, None, None, 0),
            "args": Tuple(()),
            **dict(given),
        }
        return self.program.instance(cls, fields)


def _made(kind: str, site: Site, taints: Taints = CLEAN) -> Produced:
    event = CallEvent(kind, External(kind), None, Arguments(), site, 0, certain=True)
    made = Produced(event, kind, taints, 0)
    event.result = made
    return made


def _credential(site: Site) -> Taints:
    kinds = frozenset({SourceKind.SESSION, SourceKind.CREDENTIAL})
    # A user is told by a credential and is none: its name or key may be logged.
    safe = frozenset({SinkKind.SECRET_LOG})
    return frozenset({Taint(Origin(kinds, "the user who is signed in", site, "user"), safe)})


def _path(path: str, site: Site) -> AnyValue:
    start, _, rest = path.partition("{")
    if not rest:
        return Constant(path, "str")
    taint = Taint(Origin(frozenset({SourceKind.PATH}), "the path", site, "path"))
    return Text((Constant(start, "str"), Unknown(frozenset({taint}), External("builtins.str"))))


def _user_class(program: Program, settings: Settings) -> ClassObject | None:
    """Return the project's class of users (`AUTH_USER_MODEL = "accounts.User"`)."""
    label, _, name = (settings.text("AUTH_USER_MODEL") or "").rpartition(".")
    if not label:
        return None
    found = [cls for cls in program.classes() if cls.facts.name == name and label in cls.module.split(".")]
    if not found:
        found = [cls for cls in program.classes() if cls.facts.name == name and "models" in cls.module]
    return found[0] if len(found) >= 1 else None
