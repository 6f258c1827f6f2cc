"""Views of Django REST framework: classes, view sets and decorated functions, as routes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from backlint.concepts import Parameter, State
from backlint.execution.program import Program
from backlint.execution.values import (
    AnyValue,
    Arguments,
    Bound,
    ClassObject,
    External,
    FunctionObject,
    Member,
)
from backlint.frameworks.assembly.django_classes import allowed_verbs, library_classes, method_of_class
from backlint.frameworks.assembly.rest_framework_routers import MIXINS

API_VIEW = "rest_framework.views.APIView"
_VERBS = ("GET", "POST", "PUT", "PATCH", "DELETE")
_GENERICS: Mapping[str, Mapping[str, str]] = {
    "CreateAPIView": {"POST": "create"},
    "ListAPIView": {"GET": "list"},
    "RetrieveAPIView": {"GET": "retrieve"},
    "DestroyAPIView": {"DELETE": "destroy"},
    "UpdateAPIView": {"PUT": "update", "PATCH": "partial_update"},
    "ListCreateAPIView": {"GET": "list", "POST": "create"},
    "RetrieveUpdateAPIView": {"GET": "retrieve", "PUT": "update", "PATCH": "partial_update"},
    "RetrieveDestroyAPIView": {"GET": "retrieve", "DELETE": "destroy"},
    "RetrieveUpdateDestroyAPIView": {
        "GET": "retrieve",
        "PUT": "update",
        "PATCH": "partial_update",
        "DELETE": "destroy",
    },
}
_LIBRARY_VIEWS: Mapping[str, Mapping[str, str]] = {
    "rest_framework.authtoken.views.ObtainAuthToken": {"POST": "post"},
    "rest_framework.routers.APIRootView": {"GET": "get"},
    "rest_framework_simplejwt.views.TokenViewBase": {"POST": "post"},
    "rest_framework_simplejwt.views.TokenObtainPairView": {"POST": "post"},
    "rest_framework_simplejwt.views.TokenObtainSlidingView": {"POST": "post"},
    "rest_framework_simplejwt.views.TokenRefreshView": {"POST": "post"},
    "rest_framework_simplejwt.views.TokenRefreshSlidingView": {"POST": "post"},
    "rest_framework_simplejwt.views.TokenVerifyView": {"POST": "post"},
    "rest_framework_simplejwt.views.TokenBlacklistView": {"POST": "post"},
    "djoser.views.TokenCreateView": {"POST": "post"},
    **{
        f"rest_framework_jwt.views.{name}JSONWebToken{suffix}": {"POST": "post"}
        for name in ("Obtain", "Refresh", "Verify")
        for suffix in ("", "View")
    },
    **{
        f"{package}.{name}": {"POST": "post"}
        for package in ("dj_rest_auth", "rest_auth")
        for name in (
            *("views.LoginView", "views.PasswordResetView", "views.PasswordResetConfirmView"),
            "registration.views.RegisterView",
        )
    },
    "drf_spectacular.views.SpectacularAPIView": {"GET": "get"},
    "drf_spectacular.views.SpectacularJSONAPIView": {"GET": "get"},
    "drf_spectacular.views.SpectacularYAMLAPIView": {"GET": "get"},
    "drf_spectacular.views.SpectacularSwaggerView": {"GET": "get"},
    "drf_spectacular.views.SpectacularSwaggerSplitView": {"GET": "get"},
    "drf_spectacular.views.SpectacularRedocView": {"GET": "get"},
}
_READY = {
    "rest_framework.authtoken.views.obtain_auth_token": "rest_framework.authtoken.views.ObtainAuthToken",
    **{
        f"rest_framework_simplejwt.views.{name}": f"rest_framework_simplejwt.views.{cls}"
        for name, cls in (
            ("token_obtain_pair", "TokenObtainPairView"),
            ("token_obtain_sliding", "TokenObtainSlidingView"),
            ("token_refresh", "TokenRefreshView"),
            ("token_refresh_sliding", "TokenRefreshSlidingView"),
            ("token_verify", "TokenVerifyView"),
            ("token_blacklist", "TokenBlacklistView"),
        )
    },
    **{
        f"rest_framework_jwt.views.{name.lower()}_jwt_token": f"rest_framework_jwt.views.{name}JSONWebToken"
        for name in ("Obtain", "Refresh", "Verify")
    },
}
"""Views that libraries have made of their classes already (`as_view()`), and these."""


def ready_made(view: AnyValue) -> AnyValue:
    """Return the class of which a library has made a view, or the view itself."""
    return External(_READY[view.name]) if isinstance(view, External) and view.name in _READY else view


OPEN = frozenset(name for name in _LIBRARY_VIEWS if "APIRootView" not in name)
"""Views of libraries that anybody may ask unless their permissions are set: they exist to sign in, or to document."""


def is_api_view(program: Program, cls: AnyValue) -> bool:
    """Tell whether a class is a view of REST framework."""
    names = library_classes(program, cls)
    return API_VIEW in names or any(name in _LIBRARY_VIEWS for name in names)


def actions_of(
    program: Program, cls: AnyValue, mapped: Mapping[str, str], given: Mapping[str, AnyValue]
) -> Iterator[tuple[str, str]]:
    """Yield the HTTP methods of a view with the methods of the class that answer them.

    `mapped` are those that a router or `as_view` maps, `given` what it is made with.
    """
    allowed = allowed_verbs(program, cls, given) or frozenset(_VERBS)
    if mapped:
        for verb, name in mapped.items():
            if verb in allowed:
                yield verb, name
        return
    inherited: dict[str, str] = {}
    for name in reversed(library_classes(program, cls)):
        inherited.update(_GENERICS.get(name.removeprefix("rest_framework.generics."), {}))
        inherited.update(_LIBRARY_VIEWS.get(name, {}))
    for verb in _VERBS:
        if verb not in allowed:
            continue
        if method_of_class(cls, verb.lower()) is not None:
            yield verb, verb.lower()
        elif verb in inherited:
            yield verb, inherited[verb]


def handler_of(program: Program, cls: AnyValue, name: str, instance: AnyValue) -> AnyValue | None:
    """Return what answers: a method of the project, or the library's own, which calls the hooks of the class."""
    method = method_of_class(cls, name)
    if method is None and name == "partial_update":
        method = method_of_class(cls, "update")
    if method is not None:
        return Bound(method, instance)
    known = name in MIXINS or name in {"get", "post"}
    return Member(instance, name) if known and library_classes(program, cls) else None


def hooks_before(
    cls: AnyValue, instance: AnyValue, request: AnyValue, keywords: tuple[tuple[str, AnyValue], ...]
) -> Iterator[tuple[FunctionObject, Arguments]]:
    """Yield the project's own methods that REST framework runs before the one that answers."""
    own = method_of_class(cls, "initial")
    if own is not None:
        yield own, Arguments((instance, request), keywords)
    for name in ("perform_authentication", "check_permissions", "check_throttles"):
        own = method_of_class(cls, name)
        if own is not None:
            yield own, Arguments((instance, request))


def body_of(program: Program, cls: AnyValue, name: str) -> tuple[Parameter, ...]:
    """Return the body of an action that the library answers itself: what its serializer has checked."""
    if name not in {"create", "update", "partial_update"} or method_of_class(cls, name) is not None:
        return ()
    if name == "partial_update" and method_of_class(cls, "update") is not None:
        return ()
    serializer = cls.lookup("serializer_class") if isinstance(cls, ClassObject) else None
    place = program.definition(cls)
    if place is None:
        return ()
    by = serializer.facts.name if isinstance(serializer, ClassObject) else "serializer"
    return (Parameter(name="body", where="body", validated=State.YES, location=place, by=by),)
