"""REST framework JWT: tokens for Django REST framework, by djangorestframework-jwt 1 and its successor drf-jwt."""

from __future__ import annotations

from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import children, methods

_VIEWS = "ObtainJSONWebToken RefreshJSONWebToken VerifyJSONWebToken"

LIBRARY = LibraryModel(
    name="rest_framework_jwt",
    distribution="djangorestframework-jwt",
    packages=("rest_framework_jwt",),
    parents={
        **children(
            "rest_framework.views.APIView",
            *methods("rest_framework_jwt.views", "JSONWebTokenAPIView BaseJSONWebTokenAPIView"),
        ),
        **children("rest_framework_jwt.views.JSONWebTokenAPIView", *methods("rest_framework_jwt.views", _VIEWS)),
        **children(
            "rest_framework_jwt.views.BaseJSONWebTokenAPIView",
            *methods("rest_framework_jwt.views", " ".join(f"{name}View" for name in _VIEWS.split())),
        ),
        **children(
            "rest_framework.authentication.BaseAuthentication",
            "rest_framework_jwt.authentication.BaseJSONWebTokenAuthentication",
        ),
        **children(
            "rest_framework_jwt.authentication.BaseJSONWebTokenAuthentication",
            "rest_framework_jwt.authentication.JSONWebTokenAuthentication",
        ),
    },
)
