"""Simple JWT: tokens for Django REST framework."""

from __future__ import annotations

from backlint.concepts import SourceKind
from backlint.execution.library import Exchange
from backlint.execution.values import CallEvent, Constant
from backlint.frameworks.model import Answer, LibraryModel
from backlint.frameworks.rows import children, marks, methods, sources
from backlint.frameworks.selectors import first

_TOKEN = "rest_framework_simplejwt.tokens.Token"
_TOKENS = "AccessToken RefreshToken SlidingToken UntypedToken"
_VIEWS = "TokenObtainPairView TokenRefreshView TokenVerifyView TokenObtainSlidingView TokenBlacklistView"


def from_text(event: CallEvent) -> Exchange | None:
    """What making a token means: from a text it raises unless signature and time are right."""
    verify = first(event, "1:verify")
    if first(event, "0:token") is None or (isinstance(verify, Constant) and verify.value is False):
        return None
    return Exchange(marks=("authentication",))


LIBRARY = LibraryModel(
    name="rest_framework_simplejwt",
    distribution="djangorestframework-simplejwt",
    packages=("rest_framework_simplejwt",),
    parents={
        **children(_TOKEN, *methods("rest_framework_simplejwt.tokens", _TOKENS)),
        **children("rest_framework.generics.GenericAPIView", "rest_framework_simplejwt.views.TokenViewBase"),
        **children("rest_framework_simplejwt.views.TokenViewBase", *methods("rest_framework_simplejwt.views", _VIEWS)),
        **children(
            "rest_framework.authentication.BaseAuthentication",
            "rest_framework_simplejwt.authentication.JWTAuthentication",
        ),
        **children(
            "rest_framework_simplejwt.authentication.JWTAuthentication",
            "rest_framework_simplejwt.authentication.JWTStatelessUserAuthentication",
        ),
        **children(
            "rest_framework.serializers.Serializer",
            *methods("rest_framework_simplejwt.serializers", "TokenObtainSerializer TokenObtainPairSerializer"),
        ),
        **children(
            "rest_framework.exceptions.AuthenticationFailed", "rest_framework_simplejwt.exceptions.InvalidToken"
        ),
        **children("builtins.Exception", "rest_framework_simplejwt.exceptions.TokenError"),
    },
    sources=sources(SourceKind.SECRET, "any", f"{_TOKEN}.for_user", called=True),
    returns={f"{_TOKEN}.for_user": _TOKEN},
    marks=(
        *marks("token", f"{_TOKEN}.for_user", "rest_framework_simplejwt.serializers.TokenObtainSerializer.get_token"),
        *marks("authentication", f"{_TOKEN}.verify"),
    ),
    answers=(Answer("rest_framework_simplejwt.exceptions.InvalidToken", 401),),
    calls=dict.fromkeys(methods("rest_framework_simplejwt.tokens", _TOKENS), from_text),
)
