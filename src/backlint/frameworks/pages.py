"""Calls that render templates: which template, with which values, and whether these are escaped."""

from __future__ import annotations

from backlint.execution.library import NEW, Exchange, Queried, Rendering
from backlint.execution.values import (
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
    Produced,
    Unknown,
    constant,
    string_of,
)
from backlint.frameworks.model import CallModel
from backlint.frameworks.selectors import argument

EVERY_NAME = ("",)
"""Values are escaped whatever the template is called."""


def renders(  # noqa: PLR0913 -- what makes one call differ from another
    name: str = "",
    values: str = "",
    *,
    source: str = "",
    escapes: tuple[str, ...] = EVERY_NAME,
    known: tuple[tuple[str, str], ...] = (),
    request: str = "",
    django: bool = False,
) -> CallModel:
    """Return the model of a call that renders a template.

    `name`, `source` and `values` are selectors of the template's name, of its text and of the mapping that it is given;
    keywords that nothing selects are values as well where `values` is `**`. `known` are the library's objects by the
    names that every template knows them by, `request` selects the argument that it knows as `request`, and `django` tells
    the language from Jinja's.
    """

    def model(event: CallEvent) -> Exchange | None:
        return Exchange(renders=(rendering(event),))

    def rendering(event: CallEvent) -> Rendering:
        given = event.arguments
        taken = {selector.partition(":")[2] for selector in (name, source)}
        mapping = argument(given, values) if values and values != "**" else None
        objects: list[tuple[str, AnyValue]] = [(key, External(one)) for key, one in known]
        asked = argument(given, request) if request else None
        if asked is not None:
            objects.append(("request", asked))
        if django:
            # By `django.contrib.auth.context_processors.auth`, which a new project has switched on.
            objects.append(("user", Unknown(type=External("django.contrib.auth.models.AbstractUser"))))
        return Rendering(
            name=argument(given, name) if name else None,
            source=argument(given, source) if source else None,
            values=tuple(pair for pair in given.keywords if pair[0] not in taken) if values == "**" else (),
            mappings=tuple(one for one in (mapping, given.double_star if values == "**" else None) if one is not None),
            known=tuple(objects),
            escapes=escapes,
            django=django,
        )

    return model


def renders_either(event: CallEvent) -> Exchange | None:
    """What Bottle's `template` does: its first argument is a name, or a text where it looks like one."""
    first, given = event.arguments.get(0), event.arguments
    text = string_of(first) or ""
    is_text = any(mark in text for mark in "\n{%$<")
    rendering = Rendering(
        name=None if is_text else constant(f"{text}.tpl") if text and "." not in text else first,
        source=first if is_text else None,
        values=given.keywords,
        mappings=tuple(one for one in (*given.positional[1:], given.double_star) if one is not None),
    )
    return Exchange(renders=(rendering,))


_BY_NAME = (".html", ".htm", ".xml")
"""The endings whose values `jinja2.select_autoescape()` has escaped."""
_SELECT = "jinja2.select_autoescape"


def renders_jinja(event: CallEvent) -> Exchange | None:
    """What `Template.render` of Jinja does, as the template was made: by its text or found by an environment."""
    made = event.receiver.call if isinstance(event.receiver, Produced) else None
    if made is None:
        return None
    first = made.arguments.get(0, "name") or made.arguments.get(0, "source")
    by_text = made.callee in {"jinja2.Template", "jinja2.nativetypes.NativeTemplate"}
    escapes = _escaped(made.arguments.keyword("autoescape")) if by_text else _environment_escapes(made.receiver)
    is_source = by_text or made.callee.endswith(".from_string")
    rendering = Rendering(
        name=None if is_source else first,
        source=first if is_source else None,
        values=event.arguments.keywords,
        mappings=tuple(one for one in (*event.arguments.positional, event.arguments.double_star) if one is not None),
        escapes=escapes,
        escapes_strings=bool(escapes),
    )
    return Exchange(renders=(rendering,))


def _environment_escapes(environment: AnyValue | None) -> tuple[str, ...]:
    """Return the endings of the templates that an environment escapes; of one that is not seen being made all."""
    if not isinstance(environment, Produced) or environment.call.callee.rpartition(".")[2] not in {
        "Environment",
        "SandboxedEnvironment",
        "ImmutableSandboxedEnvironment",
    }:
        return EVERY_NAME
    if environment.call.arguments.opaque:
        return EVERY_NAME
    return _escaped(environment.call.arguments.keyword("autoescape"))


def _escaped(setting: AnyValue | None) -> tuple[str, ...]:
    if setting is None:
        return ()
    if isinstance(setting, Constant):
        return EVERY_NAME if setting.value else ()
    selects = isinstance(setting, Produced) and setting.call.callee == _SELECT
    return _BY_NAME if selects and not setting.call.arguments.positional else EVERY_NAME  # type: ignore[union-attr]


def renders_response(event: CallEvent) -> Exchange | None:
    """What Starlette's `TemplateResponse` does: `(request, name, context)`, or as of old `(name, context)`."""
    given = event.arguments
    is_old = isinstance(given.get(0), Constant)
    name = given.keyword("name") or given.get(0 if is_old else 1)
    context = given.keyword("context") or given.get(1 if is_old else 2)
    asked = given.keyword("request") or (None if is_old else given.get(0))
    if asked is None:
        asked = Unknown(type=External("starlette.requests.Request"))
    rendering = Rendering(
        name=name,
        mappings=() if context is None else (context,),
        known=(("request", asked),),
        escapes=_BY_NAME,
    )
    return Exchange(renders=(rendering,))


def renders_template(event: CallEvent) -> Exchange | None:
    """What `Template.render(context, request)` of Django does, as the template was made or found."""
    made = event.receiver.call if isinstance(event.receiver, Produced) else None
    if made is None:
        return None
    first = made.arguments.get(0)
    by_text = made.callee.rpartition(".")[2] in {"Template", "from_string"}
    context = event.arguments.get(0, "context")
    if isinstance(context, Produced) and context.call.arguments.positional:
        # `Context({…})` and `RequestContext(request, {…})`.
        context = context.call.arguments.positional[-1]
    asked = event.arguments.get(1, "request")
    rendering = Rendering(
        name=None if by_text else first,
        source=first if by_text else None,
        mappings=() if context is None else (context,),
        known=() if asked is None else (("request", asked),),
        django=True,
    )
    return Exchange(renders=(rendering,))


# --- class views of Django


def page_of(view: AnyValue | None, arguments: Arguments) -> tuple[Rendering, ...]:
    """Return the rendering of a class view's template with what its `get_context_data` gives."""
    if not isinstance(view, InstanceObject):
        return ()
    method = view.cls.lookup("get_context_data")
    contexts = ((Bound(method, view), arguments),) if isinstance(method, FunctionObject) else ()
    rendering = Rendering(
        name=_template_of(view), known=_known(view), queried=_queried(view), django=True, contexts=contexts
    )
    return (rendering,)


_SHOWING = ("DetailView", "UpdateView", "DeleteView")


def _queried(view: InstanceObject) -> Queried | None:
    """Return what a generic view of Django shows: what its `get_queryset` gives, or the objects of its `model`."""
    bases = view.cls.library_bases()
    several = any(name.endswith("ListView") for name in bases)
    method, model = view.cls.lookup("get_queryset"), view.cls.lookup("model")
    if not several and not any(name.endswith(_SHOWING) for name in bases):
        return None
    function = Bound(method, view) if isinstance(method, FunctionObject) else None
    known = model if isinstance(model, ClassObject) else None
    if function is None and known is None:
        return None
    return Queried(function, known, several, string_of(view.cls.lookup("context_object_name")) or "")


def _template_of(view: InstanceObject) -> AnyValue | None:
    return view.fields.get("template_name") or view.cls.lookup("template_name")


def _known(view: InstanceObject) -> tuple[tuple[str, AnyValue], ...]:
    asked = view.fields.get("request")
    return (("view", view), *((("request", asked),) if asked is not None else ()))


def context_data(event: CallEvent) -> Exchange | None:
    """What the library's `get_context_data` gives: what it was given, and the view."""
    entries: dict[Constant, AnyValue] = {Constant(key, "str"): value for key, value in event.arguments.keywords}
    if event.receiver is not None:
        entries[Constant("view", "str")] = event.receiver
    star = event.arguments.double_star
    if isinstance(star, DictObject):
        entries.update(star.entries)
    rest = None if star is None or isinstance(star, DictObject) else Unknown(star.taint)
    return Exchange(result=DictObject(entries, rest, event.site, NEW))


def responds(event: CallEvent) -> Exchange | None:
    """`render_to_response(context)` of a class view."""
    view, context = event.receiver, event.arguments.get(0, "context")
    if not isinstance(view, InstanceObject) or context is None:
        return None
    rendering = Rendering(name=_template_of(view), mappings=(context,), known=_known(view), django=True)
    return Exchange(type="django.http.HttpResponse", renders=(rendering,))
