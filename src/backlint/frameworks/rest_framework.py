"""Django REST framework: its request, serializers, responses and exceptions."""

from __future__ import annotations

from backlint.concepts import SinkKind, SourceKind
from backlint.execution.library import Exchange
from backlint.execution.records import records_of, taints_of
from backlint.execution.rendering import SHOWS_ALL
from backlint.execution.values import CallEvent, Constant
from backlint.frameworks.model import Answer, LibraryModel, Sanitizer
from backlint.frameworks.queries import is_whole, model_class
from backlint.frameworks.rest_validators import checks_own
from backlint.frameworks.rows import children, marks, methods, propagators, sinks, sources
from backlint.frameworks.validation import DATA_PROOF

_REQUEST = "rest_framework.request.Request"
_SERIALIZER = "rest_framework.serializers.BaseSerializer"
_GENERIC = "rest_framework.generics.GenericAPIView"
_VIEWS = {
    "CreateAPIView": ("Create",),
    "ListAPIView": ("List",),
    "RetrieveAPIView": ("Retrieve",),
    "DestroyAPIView": ("Destroy",),
    "UpdateAPIView": ("Update",),
    "ListCreateAPIView": ("List", "Create"),
    "RetrieveUpdateAPIView": ("Retrieve", "Update"),
    "RetrieveDestroyAPIView": ("Retrieve", "Destroy"),
    "RetrieveUpdateDestroyAPIView": ("Retrieve", "Update", "Destroy"),
}

EXCEPTIONS = {
    "ValidationError": 400,
    "ParseError": 400,
    "AuthenticationFailed": 401,
    "NotAuthenticated": 401,
    "PermissionDenied": 403,
    "NotFound": 404,
    "MethodNotAllowed": 405,
    "NotAcceptable": 406,
    "UnsupportedMediaType": 415,
    "Throttled": 429,
}
"""The exceptions of `rest_framework.exceptions` and the `status_code` that each has."""


def _mixins(*names: str) -> tuple[str, ...]:
    return tuple(f"rest_framework.mixins.{name}ModelMixin" for name in names)


def shows_many(event: CallEvent) -> Exchange | None:
    """What making a serializer of several records means: all that there are are shown where the query asks for them all."""
    many, shown = event.arguments.keyword("many"), event.arguments.get(0, "instance")
    if not isinstance(many, Constant) or many.value is not True or not is_whole(shown):
        return None
    return Exchange(rows=((SHOWS_ALL, taints_of(records_of(model_class(shown)), event.site, every=True)),))


LIBRARY = LibraryModel(
    name="rest_framework",
    distribution="djangorestframework",
    packages=("rest_framework",),
    aliases={
        "rest_framework.serializers.ValidationError": "rest_framework.exceptions.ValidationError",
        "rest_framework.fields": "rest_framework.serializers",
        "rest_framework.relations": "rest_framework.serializers",
    },
    parents={
        # What a REST request does not have itself it takes from Django's.
        _REQUEST: ("django.http.HttpRequest",),
        "rest_framework.views.APIView": ("django.views.View",),
        _GENERIC: ("rest_framework.views.APIView",),
        **{f"rest_framework.generics.{view}": (*_mixins(*mixins), _GENERIC) for view, mixins in _VIEWS.items()},
        "rest_framework.viewsets.ViewSet": ("rest_framework.viewsets.ViewSetMixin", "rest_framework.views.APIView"),
        "rest_framework.viewsets.GenericViewSet": ("rest_framework.viewsets.ViewSetMixin", _GENERIC),
        "rest_framework.viewsets.ReadOnlyModelViewSet": (
            *_mixins("Retrieve", "List"),
            "rest_framework.viewsets.GenericViewSet",
        ),
        "rest_framework.viewsets.ModelViewSet": (
            *_mixins("Create", "Retrieve", "Update", "Destroy", "List"),
            "rest_framework.viewsets.GenericViewSet",
        ),
        **children("rest_framework.views.APIView", "rest_framework.authtoken.views.ObtainAuthToken"),
        **children(_SERIALIZER, *methods("rest_framework.serializers", "Serializer", "ListSerializer")),
        **children("rest_framework.serializers.Serializer", "rest_framework.serializers.ModelSerializer"),
        **children(
            "rest_framework.serializers.ModelSerializer", "rest_framework.serializers.HyperlinkedModelSerializer"
        ),
        **children("django.db.models.Model", "rest_framework.authtoken.models.Token"),
        **children("rest_framework.exceptions.APIException", *methods("rest_framework.exceptions", *EXCEPTIONS)),
        **children("builtins.Exception", "rest_framework.exceptions.APIException"),
        **children("django.http.HttpResponse", "rest_framework.response.Response"),
        **children(
            "rest_framework.permissions.BasePermission",
            *methods("rest_framework.permissions", "AllowAny", "IsAuthenticated", "IsAdminUser"),
            *methods("rest_framework.permissions", "IsAuthenticatedOrReadOnly", "DjangoModelPermissions"),
        ),
        **children(
            "rest_framework.permissions.DjangoModelPermissions",
            *methods("rest_framework.permissions", "DjangoModelPermissionsOrAnonReadOnly", "DjangoObjectPermissions"),
        ),
        **children("rest_framework.throttling.BaseThrottle", "rest_framework.throttling.SimpleRateThrottle"),
        **children(
            "rest_framework.throttling.SimpleRateThrottle",
            *methods("rest_framework.throttling", "AnonRateThrottle", "UserRateThrottle", "ScopedRateThrottle"),
        ),
        **children(
            "rest_framework.authentication.BaseAuthentication",
            *methods("rest_framework.authentication", "BasicAuthentication", "SessionAuthentication"),
            *methods("rest_framework.authentication", "TokenAuthentication", "RemoteUserAuthentication"),
        ),
        **children("rest_framework.routers.BaseRouter", "rest_framework.routers.SimpleRouter"),
        **children("rest_framework.routers.SimpleRouter", "rest_framework.routers.DefaultRouter"),
    },
    attributes={
        f"{_REQUEST}.query_params": "django.http.QueryDict",
        f"{_REQUEST}.FILES": "django.utils.datastructures.MultiValueDict",
        "rest_framework.views.APIView.request": _REQUEST,
        f"{_REQUEST}._request": "django.http.HttpRequest",
        f"{_SERIALIZER}.data": "",
        f"{_SERIALIZER}.validated_data": "builtins.dict",
    },
    schemas=frozenset({_SERIALIZER}),
    sources=(
        *sources(SourceKind.BODY, "any", f"{_REQUEST}.data", f"{_SERIALIZER}.initial_data"),
        *sources(SourceKind.QUERY, "map", f"{_REQUEST}.query_params"),
        *sources(SourceKind.BODY, "map", f"{_REQUEST}.POST"),
        *sources(SourceKind.FILE, "map", f"{_REQUEST}.FILES"),
        *sources(SourceKind.BODY, "object", f"{_REQUEST}.stream"),
        *sources(SourceKind.HEADER, "str", f"{_REQUEST}.content_type"),
        *sources(SourceKind.SESSION, "object", f"{_REQUEST}.auth"),
        # Validated; the text of a CharField is still a stranger's.
        *sources(SourceKind.BODY, "any", f"{_SERIALIZER}.validated_data", confidence="medium"),
    ),
    sinks=(
        *sinks(SinkKind.ERROR_LEAK, "0:data", "rest_framework.response.Response", shape="any"),
        *sinks(SinkKind.ERROR_LEAK, "0:detail", "rest_framework.exceptions.APIException", shape="any"),
    ),
    sanitizers=(Sanitizer(f"{_SERIALIZER}.validated_data", DATA_PROOF, ("self",)),),
    propagators=propagators("0: :data", _SERIALIZER),
    marks=(
        *marks("write", *methods(_SERIALIZER, "save", "create", "update")),
        *marks("authorization", "rest_framework.views.APIView.check_permissions"),
        *marks("authentication", "rest_framework.views.APIView.perform_authentication"),
        *marks("rate-limit", "rest_framework.views.APIView.check_throttles"),
    ),
    answers=(
        Answer("rest_framework.exceptions.APIException", 500),
        *(Answer(f"rest_framework.exceptions.{name}", status) for name, status in EXCEPTIONS.items()),
        Answer("rest_framework.response.Response", 200, "1:status"),
    ),
    calls={f"{_SERIALIZER}.is_valid": checks_own, f"{_SERIALIZER}.__init__": shows_many},
)
