"""Views of libraries that are ways into an account: a project's own view that extends one is the same way in."""

from __future__ import annotations

from collections.abc import Mapping

from backlint.concepts import Trait
from backlint.execution.program import Program
from backlint.execution.values import AnyValue
from backlint.frameworks.assembly.django_classes import library_classes

_LOGIN, _TOKEN, _REGISTER, _RESET = (
    frozenset({trait}) for trait in (Trait.LOGIN, Trait.TOKEN, Trait.REGISTER, Trait.RESET)
)
_WAYS: Mapping[str, frozenset[Trait]] = {
    "django.contrib.auth.views.LoginView": _LOGIN,
    "django.contrib.auth.views.PasswordResetView": _RESET,
    "django_registration.views.RegistrationView": _REGISTER,
    "two_factor.views.LoginView": _LOGIN,
    "two_factor.views.core.LoginView": _LOGIN,
    "rest_framework.authtoken.views.ObtainAuthToken": _LOGIN,
    "rest_framework_simplejwt.views.TokenObtainPairView": _LOGIN,
    "rest_framework_simplejwt.views.TokenObtainSlidingView": _LOGIN,
    "rest_framework_simplejwt.views.TokenRefreshView": _TOKEN,
    "rest_framework_simplejwt.views.TokenRefreshSlidingView": _TOKEN,
    "rest_framework_jwt.views.ObtainJSONWebToken": _LOGIN,
    "rest_framework_jwt.views.ObtainJSONWebTokenView": _LOGIN,
    "rest_framework_jwt.views.RefreshJSONWebToken": _TOKEN,
    "rest_framework_jwt.views.RefreshJSONWebTokenView": _TOKEN,
    "djoser.views.TokenCreateView": _LOGIN,
    **{
        f"{package}.{name}": traits
        for package in ("dj_rest_auth", "rest_auth")
        for name, traits in (
            ("views.LoginView", _LOGIN),
            ("views.PasswordResetView", _RESET),
            ("views.PasswordResetConfirmView", _RESET),
            ("registration.views.RegisterView", _REGISTER),
        )
    },
}
"""As far as their packages route them by themselves, see `django_included`."""


def ways_in(program: Program, cls: AnyValue, method: str) -> frozenset[Trait]:
    """Return the traits of what a view does for an HTTP method, by the library's view that it is or extends."""
    if method != "POST":
        return frozenset()
    return next((_WAYS[name] for name in library_classes(program, cls) if name in _WAYS), frozenset())
