"""What stands in a list of URL patterns for a view: what is behind the calls that wrap it, and what to call it."""

from __future__ import annotations

from backlint.execution.program import Program
from backlint.execution.values import (
    AnyValue,
    CallEvent,
    ClassObject,
    DictObject,
    External,
    FunctionObject,
    Produced,
    members,
    string_of,
)
from backlint.frameworks.assembly.registration import innermost, name_of

_ALLAUTH = tuple(
    f"allauth.{name}"
    for name in (
        *("account.views.login", "account.views.logout", "account.views.signup", "account.views.account_inactive"),
        *("account.views.password_reset", "account.views.confirm_email", "account.views.email_verification_sent"),
        *("account.views.ConfirmEmailView", "account.views.LoginView", "account.views.SignupView"),
        *("socialaccount.views.login", "socialaccount.views.signup", "mfa.base.views.authenticate"),
    )
)
"""The beginnings of the names of django-allauth's views that are there for those who have not signed in."""
KNOWN = (
    *("django.", "rest_framework.", "rest_framework_simplejwt.", "rest_framework_jwt.", "drf_spectacular."),
    *_ALLAUTH,
)


def unwrap(view: AnyValue) -> tuple[AnyValue, tuple[CallEvent, ...], CallEvent | None]:
    """Return the view behind what wraps it in the list of patterns, the calls of libraries around it, outermost last,
    and the call of `as_view` where it is a class view.
    """
    wrappers: list[CallEvent] = []
    seen = 0
    while isinstance(view, Produced) and seen < 16:
        seen += 1
        if view.call.callee.rpartition(".")[2] == "as_view":
            return view, tuple(reversed(wrappers)), view.call
        inner = view.call.arguments.get(0)
        if inner is None:
            break
        wrappers.append(view.call)
        view = inner
    made = _made_inside(view)
    return view, tuple(reversed(wrappers)), made


def _made_inside(view: AnyValue) -> CallEvent | None:
    """Return the `as_view()` around which a decorator of the project's own has put a function."""
    inner = innermost(view)
    if isinstance(inner, Produced) and inner.call.callee.rpartition(".")[2] == "as_view":
        return inner.call
    if isinstance(view, FunctionObject) and view.closure is not None and view.closure.function is not None:
        for value in view.closure.variables.values():
            if isinstance(value, Produced) and value.call.callee.rpartition(".")[2] == "as_view":
                return value.call
    return None


def class_of(made: CallEvent) -> AnyValue:
    """Return the class whose `as_view` was called; of several the project's own that is known."""
    cls = made.receiver if made.receiver is not None else External(made.callee.removesuffix(".as_view"))
    return next((one for one in members(cls) if isinstance(one, ClassObject)), cls)


def view_name(program: Program, view: AnyValue) -> str:
    """Return `package.module:qualname` of a view, a library's included."""
    if isinstance(view, External):
        module, _, name = view.name.rpartition(".")
        return f"{module}:{name}" if module else name
    return name_of(program, view)


def mapped_actions(made: CallEvent) -> dict[str, str]:
    """Return the methods that `ViewSet.as_view({"get": "list"})` maps."""
    value = made.arguments.get(0, "actions")
    if not isinstance(value, DictObject):
        return {}
    pairs = ((key.value, string_of(action)) for key, action in value.entries.items())
    return {verb.upper(): action for verb, action in pairs if isinstance(verb, str) and action is not None}


def dotted(cls: AnyValue) -> str:
    """Return the dotted name of a class."""
    return cls.name if isinstance(cls, (External, ClassObject)) else ""


def short(cls: AnyValue) -> str:
    """Return the last part of the name of a class."""
    return dotted(cls).rpartition(".")[2]
