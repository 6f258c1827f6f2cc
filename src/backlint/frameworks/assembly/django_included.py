"""Routes that other packages bring along: what `include("django.contrib.auth.urls")` adds to a project.

Only the ways into an account are listed, as their packages route them: django-oauth-toolkit 3.0, dj-rest-auth 7.0, djoser
2.3, django-rest-auth 0.9, django-two-factor-auth 1.17, django-registration 5.2 and Django 5.2 itself. django-allauth is not
among them: it limits its own views, unless told otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from backlint.concepts import Trait

_SENT = ("POST",)
_LOGIN = frozenset({Trait.LOGIN})
_TOKEN = frozenset({Trait.TOKEN})
_RESET = frozenset({Trait.RESET})
_REGISTER = frozenset({Trait.REGISTER})


class Included(msgspec.Struct, frozen=True):
    """A route of another package: its path below the place of inclusion, its methods, what it is for, its view.

    `rest` tells that it is a view of REST framework, for which the project's default throttles hold.
    """

    path: str
    methods: tuple[str, ...]
    traits: frozenset[Trait]
    view: str
    rest: bool = False


def _plain(view: str, path: str, traits: frozenset[Trait]) -> Included:
    return Included(path, _SENT, traits, view)


def _rest(view: str, path: str, traits: frozenset[Trait]) -> Included:
    return Included(path, _SENT, traits, view, rest=True)


_TOKENS = (_plain("oauth2_provider.views.TokenView", "token/", _TOKEN),)
_AUTH = "django.contrib.auth.views"
_JOSER = (
    _rest("djoser.views.UserViewSet", "users/", _REGISTER),
    _rest("djoser.views.UserViewSet.reset_password", "users/reset_password/", _RESET),
)
_REST_AUTH = ("LoginView", "login/", _LOGIN), ("PasswordResetView", "password/reset/", _RESET)
_REGISTRATION = _plain("django_registration.views.RegistrationView", "register/", _REGISTER)

_ROUTES: dict[str, tuple[Included, ...]] = {
    "oauth2_provider.urls": _TOKENS,
    "oauth2_provider.urls.base_urlpatterns": _TOKENS,
    "django.contrib.auth.urls": (
        _plain(f"{_AUTH}.LoginView", "login/", _LOGIN),
        _plain(f"{_AUTH}.PasswordResetView", "password_reset/", _RESET),
    ),
    "rest_framework.urls": (_plain(f"{_AUTH}.LoginView", "login/", _LOGIN),),
    "dj_rest_auth.urls": tuple(_rest(f"dj_rest_auth.views.{name}", path, traits) for name, path, traits in _REST_AUTH),
    "rest_auth.urls": tuple(_rest(f"rest_auth.views.{name}", path, traits) for name, path, traits in _REST_AUTH),
    "dj_rest_auth.registration.urls": (_rest("dj_rest_auth.registration.views.RegisterView", "", _REGISTER),),
    "rest_auth.registration.urls": (_rest("rest_auth.registration.views.RegisterView", "", _REGISTER),),
    "djoser.urls": _JOSER,
    "djoser.urls.base": _JOSER,
    "djoser.urls.authtoken": (_rest("djoser.views.TokenCreateView", "token/login/", _LOGIN),),
    "djoser.urls.jwt": (_rest("rest_framework_simplejwt.views.TokenObtainPairView", "jwt/create/", _LOGIN),),
    "django_registration.backends.activation.urls": (_REGISTRATION,),
    "django_registration.backends.one_step.urls": (_REGISTRATION,),
    "two_factor.urls": (_plain("two_factor.views.LoginView", "account/login/", _LOGIN),),
}


def included(name: str) -> Iterator[Included]:
    """Yield the ways into an account that a package's module of routes adds."""
    yield from _ROUTES.get(name, ())
