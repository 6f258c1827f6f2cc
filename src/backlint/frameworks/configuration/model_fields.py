"""Forms and serializers that are made from a model: which of its fields a request may set, and which are shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from backlint.concepts import Fact, ModelFields, SinkKind
from backlint.execution.program import Program
from backlint.execution.stored_texts import Column
from backlint.execution.taint import Site
from backlint.execution.values import (
    AnyValue,
    CallEvent,
    ClassObject,
    Constant,
    DictObject,
    External,
    FunctionObject,
    InstanceObject,
    ListObject,
    Produced,
    Tuple,
    members,
    string_of,
)
from backlint.frameworks.configuration.arguments import last_name
from backlint.frameworks.configuration.survey import Survey
from backlint.frameworks.form_fields import cleaner_of

_FORM = "django.forms.ModelForm"
_SERIALIZER = "rest_framework.serializers.ModelSerializer"
_CREATES = "rest_framework.mixins.CreateModelMixin"
_UPDATES = "rest_framework.mixins.UpdateModelMixin"
_SHOWS = ("rest_framework.mixins.RetrieveModelMixin", "rest_framework.mixins.ListModelMixin", _CREATES, _UPDATES)
_EDITS = ("django.views.generic.CreateView", "django.views.generic.UpdateView", "django.views.generic.FormView")
_MODEL_ADMIN = "django.contrib.admin.ModelAdmin"
_ADMINISTRATION = (
    _MODEL_ADMIN,
    "django.contrib.admin.options.InlineModelAdmin",
    "django.contrib.admin.StackedInline",
    "django.contrib.admin.TabularInline",
)
_COLUMNS = ("Field", "ForeignKey")
_LISTS = (ListObject, Tuple)

# Django 2 to 6, `django.contrib.auth.base_user` and `django.contrib.auth.models`
_BASES = {
    "django.contrib.auth.models.AbstractBaseUser": ("password", "last_login"),
    "django.contrib.auth.models.PermissionsMixin": ("is_superuser", "groups", "user_permissions"),
    "django.contrib.auth.models.AbstractUser": (
        *("username", "first_name", "last_name", "email", "is_staff", "is_active", "date_joined"),
    ),
}


def model_fields(survey: Survey) -> Iterator[Fact]:
    """Yield what each form and serializer of the project that is made from a model offers of it."""
    for cls in survey.program.classes():
        for base in (_FORM, _SERIALIZER):
            if survey.program.is_a(cls, base):
                found = offered_by(survey, cls, serializer=base == _SERIALIZER)
                if found is not None:
                    yield found


def columns_offered(
    program: Program, cleaned: Callable[[InstanceObject, str], frozenset[SinkKind]]
) -> Iterator[tuple[str, Column]]:
    """Yield the columns that forms and serializers write: of classes whose `Meta` names a `model` and its `fields`.

    `cleaned` says what a field of the project's own has made safe, whose method of that name cleans what is sent.
    """
    survey = Survey(program)
    for cls in program.classes():
        meta = cls.lookup("Meta")
        model = meta.lookup("model") if isinstance(meta, ClassObject) else None
        if not isinstance(meta, ClassObject) or not isinstance(model, ClassObject):
            continue
        writers = _writers(survey, cls)
        if writers is None:
            continue
        fields = meta.lookup("fields")
        # `__all__`, or what was left out: every column.
        for name in _texts(fields) if isinstance(fields, _LISTS) else ("*",):
            declared = cls.lookup(name)
            cleaner = cleaner_of(declared)
            safe = cleaned(declared, cleaner) if cleaner and isinstance(declared, InstanceObject) else frozenset()
            yield f"{model.facts.name}.{name}", Column(safe, writers)


def _writers(survey: Survey, cls: ClassObject) -> bool | None:
    """Tell whether only administrators write by a form or serializer; None where nobody does, as far as it is seen."""
    if survey.program.is_a(cls, _FORM):
        return _is_of_administration(survey, cls)
    if not survey.program.is_a(cls, _SERIALIZER):
        return False
    views = [view for view in survey.program.classes() if view.lookup("serializer_class") is cls]
    made = [event for event in survey.named("__init__") if event.function is cls]
    if any(map(_is_filled, made)):
        return False
    if not views:
        # What is only made to show something, or built upon, writes nothing; of any other nobody knows.
        built_upon = any(other is not cls and cls in other.ancestors() for other in survey.program.classes())
        return None if made or built_upon else False
    writing = [view for view in views if survey.program.is_a(view, _CREATES, _UPDATES) or _writes_itself(view)]
    return all(map(_is_for_administrators, writing)) if writing else None


def _is_filled(event: CallEvent) -> bool:
    return event.arguments.opaque or event.arguments.get(1, "data") is not None


def _writes_itself(view: ClassObject) -> bool:
    names = ("create", "post", "put", "patch", "update", "get_serializer_class")
    return any(isinstance(view.lookup(name), FunctionObject) for name in names)


def _is_of_administration(survey: Survey, cls: ClassObject) -> bool:
    """Tell whether a form is that of an administration site's pages, and of no other page."""
    uses = [
        (survey.program.is_a(view, *_ADMINISTRATION), name)
        for view in survey.program.classes()
        for name in ("form", "form_class")
        if view.lookup(name) is cls
    ]
    made = any(event.function is cls for event in survey.named("__init__"))
    return bool(uses) and all(admin and name == "form" for admin, name in uses) and not made


def offered_by(survey: Survey, cls: ClassObject, *, serializer: bool) -> ModelFields | None:
    """Return what a form or serializer offers of its model; None where that is not known."""
    meta = cls.lookup("Meta")
    model = meta.lookup("model") if isinstance(meta, ClassObject) else None
    if not isinstance(meta, ClassObject) or not isinstance(model, (ClassObject, External)):
        return None
    chosen = _chosen(survey, meta, model)
    if chosen is None:
        return None
    names, everything, at = chosen
    locked = {*_texts(meta.lookup("read_only_fields")), *_marked(cls, meta, "read_only")}
    hidden = _marked(cls, meta, "write_only")
    written, shown = _uses(survey, cls) if serializer else (_is_filled_in(survey, cls), False)
    # A class that writes or shows its fields by itself decides there.
    own = cls.lookup("to_representation") is not None
    site = at if at is not None else cls.site
    if site is None:
        return None
    return ModelFields(
        location=survey.location(site),
        scope=site.scope,
        callee=_SERIALIZER if serializer else _FORM,
        production=survey.production(site),
        name=cls.facts.name,
        model=model.facts.name if isinstance(model, ClassObject) else last_name(model.name),
        writable=tuple(name for name in names if name not in locked) if written else (),
        readable=tuple(name for name in names if name not in hidden) if shown and not own else (),
        everything=everything,
    )


def _chosen(survey: Survey, meta: ClassObject, model: AnyValue) -> tuple[tuple[str, ...], bool, Site | None] | None:
    """Return the fields that are offered, whether they are not listed, and where that is said; None if unknown."""
    fields, exclude = meta.lookup("fields"), meta.lookup("exclude")
    if isinstance(fields, Constant) and fields.value == "__all__":
        return _columns(survey, model), True, fields.site
    if isinstance(fields, _LISTS) and fields.rest is None:
        return _texts(fields), False, getattr(fields, "site", None)
    if isinstance(exclude, _LISTS) and exclude.rest is None and fields is None:
        left = _texts(exclude)
        return tuple(name for name in _columns(survey, model) if name not in left), True, getattr(exclude, "site", None)
    return None


def _columns(survey: Survey, model: AnyValue) -> tuple[str, ...]:
    """Return the names of a model's fields: those that it declares, and those of the library's users."""
    found: dict[str, None] = {}
    for base, names in _BASES.items():
        known = isinstance(model, External) and model.name == "django.contrib.auth.models.User"
        if known or (isinstance(model, ClassObject) and survey.program.is_a(model, base)):
            found.update(dict.fromkeys(names))
    for ancestor in model.ancestors() if isinstance(model, ClassObject) else ():
        for name, value in ancestor.namespace.items() if isinstance(ancestor, ClassObject) else ():
            if isinstance(value, Produced) and value.call.callee.endswith(_COLUMNS):
                found[name] = None
    return tuple(found)


def _texts(value: AnyValue | None) -> tuple[str, ...]:
    items = value.items if isinstance(value, _LISTS) else ()
    return tuple(text for text in map(string_of, items) if text is not None)


def _marked(cls: ClassObject, meta: ClassObject, flag: str) -> frozenset[str]:
    """Return the fields that are declared with a flag (`write_only=True`), in the class or in `extra_kwargs`.

    A method field shows what its method says, and not the field of the model.
    """
    found = set()
    for ancestor in cls.ancestors():
        for name, value in ancestor.namespace.items() if isinstance(ancestor, ClassObject) else ():
            if isinstance(value, Produced):
                given = value.call.arguments.keyword(flag)
                own = last_name(value.call.callee) in {"SerializerMethodField", "HiddenField"}
                if own or (isinstance(given, Constant) and given.value is True):
                    found.add(name)
            if flag == "write_only" and isinstance(value, InstanceObject) and value.cls.lookup("to_representation"):
                # A field of the project's own shows what it says, stars perhaps.
                found.add(name)
    extra = meta.lookup("extra_kwargs")
    for name, options in _entries(extra).items():
        given = _entries(options).get(flag)
        if isinstance(given, Constant) and given.value is True:
            found.add(name)
    return frozenset(found)


def _entries(value: AnyValue | None) -> Mapping[str, AnyValue]:
    entries = value.entries if isinstance(value, DictObject) else {}
    return {str(key.value): held for key, held in entries.items()}


def _uses(survey: Survey, cls: ClassObject) -> tuple[bool, bool]:
    """Tell whether requests write through a serializer, and whether answers show what it reads."""
    written = shown = False
    for view in survey.program.classes():
        if view.lookup("serializer_class") is cls:
            written = written or (survey.program.is_a(view, _CREATES, _UPDATES) and not _is_for_administrators(view))
            shown = shown or survey.program.is_a(view, *_SHOWS)
    for event in survey.named("__init__"):
        if event.function is cls:
            filled = event.arguments.get(1, "data") is not None
            written = written or filled
            shown = shown or not filled
    return written, shown


def _is_for_administrators(view: ClassObject) -> bool:
    """Tell whether a view asks for an administrator: by the library's permission, or one that is named so."""
    permissions = view.lookup("permission_classes")
    items = permissions.items if isinstance(permissions, _LISTS) else ()
    names = (one.name for item in items for one in members(item) if isinstance(one, (ClassObject, External)))
    return any(word in last_name(name).lower() for name in names for word in ("admin", "staff", "superuser"))


def _is_filled_in(survey: Survey, cls: ClassObject) -> bool:
    """Tell whether a form is filled from a request, elsewhere than on the administration site."""
    for view in survey.program.classes():
        if view.lookup("form") is cls and survey.program.is_a(view, _MODEL_ADMIN):
            return False
        if view.lookup("form_class") is cls and survey.program.is_a(view, *_EDITS):
            return True
    return any(
        event.function is cls and event.arguments.get(0, "data") is not None for event in survey.named("__init__")
    )


FACTS = model_fields
