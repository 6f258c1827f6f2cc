"""Class views of Django and of REST framework: which methods of a project's class the library's own methods call."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import msgspec

from backlint.concepts import SourceKind
from backlint.execution.library import CHANGED, FOUND, Exchange, row_mark, source
from backlint.execution.taint import CLEAN, EVERY_SINK, Site, Taints, neutralize, weaken
from backlint.execution.values import (
    FALSE,
    TRUE,
    AnyValue,
    Arguments,
    Bound,
    CallEvent,
    ClassObject,
    Constant,
    DictObject,
    External,
    FunctionObject,
    InstanceObject,
    Member,
    Produced,
    Super,
    Unknown,
    string_of,
)
from backlint.frameworks.model import Answer, LibraryModel
from backlint.frameworks.pages import context_data, page_of, responds
from backlint.frameworks.queries import model_class
from backlint.frameworks.rest_fields import may_be_private
from backlint.frameworks.rest_objects import (
    FINDS_OBJECT,
    asked_of,
    asks_no_object,
    checks_object,
    object_of,
    permissions_of,
)
from backlint.frameworks.rest_validators import checks_of, class_of, validated
from backlint.frameworks.rows import marks, methods
from backlint.frameworks.validation import DATA_PROOF

_GENERIC = "django.views.generic"
_MIXINS = "rest_framework.mixins"
_PERMISSIONS = "rest_framework.permissions"
_SERIALIZER = "rest_framework.serializers.BaseSerializer"
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_CREDENTIAL = (SourceKind.SESSION, SourceKind.CREDENTIAL)

_METHOD = ("django.http.HttpRequest().method", "rest_framework.request.Request().method")
"""What is asked of a request where an answer depends on its method."""

NOTHING = Arguments()
Calls = tuple[tuple[AnyValue, Arguments], ...]


def _own(receiver: AnyValue | None, name: str) -> Bound | None:
    """Return a method that the project's class defines."""
    if not isinstance(receiver, InstanceObject):
        return None
    found = receiver.cls.lookup(name)
    return Bound(found, receiver) if isinstance(found, FunctionObject) else None


def _hooks(
    receiver: AnyValue | None, *names: str, arguments: Arguments = NOTHING
) -> Iterator[tuple[AnyValue, Arguments]]:
    for name in names:
        method = _own(receiver, name)
        if method is not None:
            yield method, arguments


def _keywords(receiver: AnyValue | None) -> Arguments:
    """Return the parts of the path, as a view is called with them."""
    held = receiver.fields.get("kwargs") if isinstance(receiver, InstanceObject) else None
    if not isinstance(held, DictObject):
        return Arguments()
    return Arguments((), tuple((key.value, value) for key, value in held.entries.items() if isinstance(key.value, str)))


def _body(site: Site) -> Taints:
    return source(frozenset({SourceKind.BODY}), "the request body", site)


def _made_of_body(receiver: AnyValue | None, attribute: str, site: Site) -> AnyValue:
    """Return the form or serializer that the class names, made of the body and found valid."""
    return _of_body(receiver.cls.lookup(attribute) if isinstance(receiver, InstanceObject) else None, site)


def _of_body(cls: AnyValue | None, site: Site) -> AnyValue:
    return Unknown(neutralize(_body(site), DATA_PROOF), cls if isinstance(cls, ClassObject) else None)


def _object(receiver: AnyValue | None) -> Calls:
    """Return the calls that find the object of a view."""
    own = tuple(_hooks(receiver, "get_object"))
    return own or tuple(_hooks(receiver, "get_queryset"))


_SCOPES = ("get_object", "get_queryset", "filter_queryset", "filter_backends", "check_object_permissions")
"""What a class says itself of which objects its callers may reach."""


def _rows(receiver: AnyValue | None, how: str) -> tuple[tuple[str, Taints], ...]:
    """Return the mark of the object that a view finds by its address, where the class itself does not narrow what is found."""
    if not isinstance(receiver, InstanceObject) or any(receiver.cls.lookup(name) is not None for name in _SCOPES):
        return ()
    if not asks_no_object(permissions_of(receiver)):
        return ()
    model = model_class(receiver.cls.lookup("model")) or model_class(receiver.cls.lookup("queryset"))
    chosen = _keywords(receiver).taint
    return ((row_mark(how, model.name), chosen),) if model is not None and chosen else ()


# --- Django


def dispatches(event: CallEvent) -> Exchange | None:
    """What `View.dispatch` does: it calls the method that is named like the request's, or the action of a view set."""
    request = event.arguments.get(0, "request")
    verb = string_of(request.fields.get("method")) if isinstance(request, Produced) else None
    held = event.receiver.receiver if isinstance(event.receiver, Super) else event.receiver
    action = string_of(held.fields.get("action")) if isinstance(held, InstanceObject) else None
    name = action or (verb.lower() if verb is not None else "")
    method = _own(held, name)
    if method is None and action is not None and isinstance(held, InstanceObject):
        # One of the library's own, which calls the hooks of the class.
        return Exchange(calls=((Member(held, action), event.arguments),), returns_call=True)
    if method is None:
        taint = weaken(event.arguments.taint | event.function.taint)
        return Exchange(taint=taint, asks=_METHOD)
    return Exchange(calls=((method, event.arguments),), returns_call=True, asks=_METHOD)


def shows(event: CallEvent) -> Exchange | None:
    """What `get` of a generic view does."""
    view = event.receiver
    calls = (
        *_object(view),
        *_hooks(view, "get_form_class", "get_form_kwargs", "get_initial", "get_template_names"),
        *_hooks(view, "get_redirect_url", arguments=_keywords(view)),
    )
    page = page_of(view, _keywords(view))
    return Exchange(type="django.http.HttpResponse", calls=calls, renders=page, rows=_rows(view, FOUND))


def takes_form(event: CallEvent) -> Exchange | None:
    """What `post` of a view with a form does: it validates the form, and calls what the class does with it."""
    view, site = event.receiver, event.site
    form = _made_of_body(view, "form_class", site)
    calls = (
        *_object(view),
        *_hooks(view, "get_form_class", "get_form_kwargs", "get_initial", "get_success_url"),
        *_hooks(view, "form_valid", "form_invalid", arguments=Arguments((form,))),
    )
    return Exchange(type="django.http.HttpResponse", calls=calls, marks=("validation",), validated=_body(site))


def saves_form(event: CallEvent) -> Exchange | None:
    """What `post` of a view does that creates, changes or deletes an object."""
    exchange = takes_form(event)
    if exchange is None:
        return None
    writes = () if _own(event.receiver, "form_valid") is not None else ("write",)
    return Exchange(
        type=exchange.type,
        calls=exchange.calls,
        marks=(*exchange.marks, *writes),
        validated=exchange.validated,
        rows=_rows(event.receiver, CHANGED),
    )


# --- Django REST framework


def reads_objects(event: CallEvent) -> Exchange | None:
    """What `list` and `retrieve` do."""
    view = event.receiver
    calls = (*_object(view), *_hooks(view, "get_serializer_class"))
    marks = ("read",) if may_be_private(view) else ()
    return Exchange(type="rest_framework.response.Response", calls=calls, marks=marks, rows=_rows(view, FOUND))


def reads_object(event: CallEvent) -> Exchange | None:
    """What `retrieve` does: the permissions are asked of what it finds."""
    exchange = reads_objects(event)
    return None if exchange is None else _found(event, exchange)


def _found(event: CallEvent, exchange: Exchange) -> Exchange:
    """Add what the library's `get_object` does with what it has found, where the class has none of its own."""
    view = event.receiver.receiver if isinstance(event.receiver, Super) else event.receiver
    if _own(view, "get_object") is not None and not event.callee.endswith(".get_object"):
        return exchange
    asked = asked_of(view, None, object_of(view, event.site))
    return msgspec.structs.replace(exchange, calls=(*exchange.calls, *asked), marks=(*exchange.marks, FINDS_OBJECT))


def writes_object(hook: str) -> Callable[[CallEvent], Exchange | None]:
    """Return what `create` and `update` do: the serializer checks the body, `perform_create` saves it."""

    def model(event: CallEvent) -> Exchange | None:
        view, site = event.receiver, event.site

        def saved(cls: AnyValue | None) -> Calls:
            serializer = _of_body(cls, site)
            own = tuple(_hooks(view, hook, arguments=Arguments((serializer,))))
            checks = checks_of(serializer, _body(site), site)
            return (*checks, *(own or _saved(serializer, "create" if hook == "perform_create" else "update")))

        found = () if hook == "perform_create" else _object(view)
        chosen = tuple(_hooks(view, "get_serializer_class"))
        exchange = Exchange(
            type="rest_framework.response.Response",
            calls=(*found, *(chosen or saved(_serializer_class(view)))),
            marks=("validation", *(() if any(_hooks(view, hook)) else ("write",))),
            validated=_body(site),
            rows=() if hook == "perform_create" else _rows(view, CHANGED),
            then=(lambda cls: Exchange(calls=saved(cls))) if chosen else None,
        )
        return exchange if hook == "perform_create" else _found(event, exchange)

    return model


def _serializer_class(view: AnyValue | None) -> AnyValue | None:
    return view.cls.lookup("serializer_class") if isinstance(view, InstanceObject) else None


def makes_serializer(event: CallEvent) -> Exchange | None:
    """What `get_serializer` does: it calls the class that `get_serializer_class` chooses, or that the view names."""
    view = event.receiver.receiver if isinstance(event.receiver, Super) else event.receiver
    chosen = tuple(_hooks(view, "get_serializer_class"))
    if chosen:
        return Exchange(calls=chosen, then=lambda cls: Exchange(calls=((cls, event.arguments),), returns_call=True))
    cls = _serializer_class(view)
    return Exchange(calls=((cls, event.arguments),), returns_call=True) if isinstance(cls, ClassObject) else None


def removes_object(event: CallEvent) -> Exchange | None:
    """What `destroy` does."""
    view = event.receiver
    own = tuple(_hooks(view, "perform_destroy", arguments=Arguments((Unknown(),))))
    exchange = Exchange(
        type="rest_framework.response.Response",
        calls=(*_object(view), *own),
        marks=() if own else ("write",),
        rows=_rows(view, CHANGED),
    )
    return _found(event, exchange)


def finds_object(event: CallEvent) -> Exchange | None:
    """What `get_object` does: it asks the class for the objects among which it looks."""
    calls = tuple(_hooks(event.receiver, "get_queryset"))
    return _found(event, Exchange(calls=calls, rows=_rows(event.receiver, FOUND)))


def updates_partially(event: CallEvent) -> Exchange | None:
    """What `partial_update` does: `update`, the class's own if it has one."""
    own = tuple(_hooks(event.receiver, "update", arguments=event.arguments))
    return Exchange(calls=own, returns_call=True) if own else writes_object("perform_update")(event)


def saves_serializer(event: CallEvent) -> Exchange | None:
    """What `save` does: it calls the serializer's own `create` or `update` with what was validated."""
    calls = _saved(event.receiver, "create", "update", given=event.arguments.taint)
    return Exchange(calls=calls, marks=("write",)) if calls else None


def _saved(serializer: AnyValue | None, *names: str, given: Taints = CLEAN) -> Calls:
    """Return the calls of what a serializer's class has of its own to create or update what was validated."""
    cls = class_of(serializer)
    if serializer is None or cls is None:
        return ()
    data = validated(serializer.taint | given)
    methods_of = ((name, cls.lookup(name)) for name in names)
    return tuple(
        (Bound(method, serializer), Arguments((data,) if name == "create" else (Unknown(), data)))
        for name, method in methods_of
        if isinstance(method, FunctionObject)
    )


def reads_freely(event: CallEvent) -> Exchange | None:
    """What a permission answers that lets everybody read."""
    request = event.arguments.get(0, "request")
    verb = string_of(request.fields.get("method")) if isinstance(request, Produced) else None
    exchange = Exchange(result=TRUE) if verb in _SAFE else asks_for_login(event)
    return None if exchange is None else msgspec.structs.replace(exchange, asks=_METHOD)


def asks_for_login(event: CallEvent) -> Exchange | None:
    """What a permission answers that lets in whoever has signed in, or `PermissionRequiredMixin`."""
    request = event.arguments.get(0, "request")
    if request is None:
        view = event.receiver.receiver if isinstance(event.receiver, Super) else event.receiver
        request = view.fields.get("request") if isinstance(view, InstanceObject) else None
    user = request.fields.get("user") if isinstance(request, Produced) else None
    if isinstance(user, Produced) and user.fields.get("is_anonymous") == TRUE:
        return Exchange(result=FALSE)
    taints = source(frozenset(_CREDENTIAL), "the caller's credentials", event.site)
    return Exchange(result=Unknown(neutralize(taints, EVERY_SINK), External("builtins.bool")))


def lets_in(event: CallEvent) -> Exchange | None:
    """What a permission answers that lets everybody in."""
    del event
    return Exchange(result=Constant(value=True, kind="bool"))


_FORMS = methods(_GENERIC, "FormView.post", "FormView.put")
_SAVING = methods(
    _GENERIC, "CreateView.post", "UpdateView.post", "DeleteView.post", "DeleteView.delete", "CreateView.put"
)
_PAGES = methods(
    _GENERIC,
    *(f"{name}.get" for name in ("TemplateView", "RedirectView", "ListView", "DetailView", "FormView", "CreateView")),
    *(f"{name}.get" for name in ("UpdateView", "DeleteView", "ArchiveIndexView", "YearArchiveView", "DateDetailView")),
)

_WITH_TEMPLATE = methods(_GENERIC, "TemplateView ListView DetailView FormView CreateView UpdateView DeleteView")

_ASKING = (
    *methods(_PERMISSIONS, "IsAuthenticated.has_permission", "IsAdminUser.has_permission"),
    *methods(_PERMISSIONS, "DjangoModelPermissions.has_permission"),
    "django.contrib.auth.mixins.PermissionRequiredMixin.has_permission",
)

LIBRARY = LibraryModel(
    name="django_views",
    distribution="django",
    packages=("django", "rest_framework"),
    constants={f"{_PERMISSIONS}.SAFE_METHODS": ("GET", "HEAD", "OPTIONS")},
    marks=(
        *marks("write", *methods(_GENERIC, "CreateView.form_valid", "UpdateView.form_valid", "DeleteView.form_valid")),
    ),
    answers=(
        Answer("django.contrib.auth.mixins.AccessMixin.handle_no_permission", 403, raises=True),
        Answer("rest_framework.views.APIView.permission_denied", 403, raises=True),
    ),
    calls={
        "django.views.View.dispatch": dispatches,
        **dict.fromkeys((f"{name}.get_context_data" for name in _WITH_TEMPLATE), context_data),
        **dict.fromkeys((f"{name}.render_to_response" for name in _WITH_TEMPLATE), responds),
        **dict.fromkeys(_PAGES, shows),
        **dict.fromkeys(_FORMS, takes_form),
        **dict.fromkeys(_SAVING, saves_form),
        f"{_MIXINS}.ListModelMixin.list": reads_objects,
        f"{_MIXINS}.RetrieveModelMixin.retrieve": reads_object,
        f"{_MIXINS}.CreateModelMixin.create": writes_object("perform_create"),
        f"{_MIXINS}.UpdateModelMixin.update": writes_object("perform_update"),
        f"{_MIXINS}.UpdateModelMixin.partial_update": updates_partially,
        f"{_MIXINS}.DestroyModelMixin.destroy": removes_object,
        "rest_framework.generics.GenericAPIView.get_object": finds_object,
        "rest_framework.views.APIView.check_object_permissions": checks_object,
        "rest_framework.generics.GenericAPIView.get_serializer": makes_serializer,
        f"{_SERIALIZER}.save": saves_serializer,
        f"{_PERMISSIONS}.IsAuthenticatedOrReadOnly.has_permission": reads_freely,
        f"{_PERMISSIONS}.DjangoModelPermissionsOrAnonReadOnly.has_permission": reads_freely,
        **dict.fromkeys(_ASKING, asks_for_login),
        f"{_PERMISSIONS}.BasePermission.has_permission": lets_in,
        f"{_PERMISSIONS}.AllowAny.has_permission": lets_in,
    },
)
