"""GraphQL servers: whether they describe their schema to everybody, show an editor for queries, and limit what is asked.

Defaults were looked up in graphene-django 3.2, flask-graphql 2.0, Strawberry 0.299 and Ariadne 0.26.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import msgspec

from backlint.concepts import Fact, GraphQLServer, Reading, State
from backlint.execution.values import (
    NONE,
    AnyValue,
    CallEvent,
    ClassObject,
    External,
    FunctionObject,
    InstanceObject,
    ListObject,
    Partial,
    Produced,
    Tuple,
    members,
)
from backlint.frameworks.configuration.arguments import Default, Option, always, last_name
from backlint.frameworks.configuration.survey import Survey

_HIDES = re.compile(r"introspect", re.IGNORECASE)
_LIMITS = re.compile(r"depth|cost|complex|limit|alias|budget|max|persisted|allow_?list|trusted", re.IGNORECASE)


class ServerApi(msgspec.Struct, frozen=True, kw_only=True):
    """Calls that serve a schema: where it is given, the switches, and the arguments that hold what checks queries."""

    names: tuple[str, ...]
    schema: Option
    editor: tuple[Option, ...] = ()
    introspection: Option | None = None
    batch: Option | None = None
    checks: tuple[str, ...] = ("validation_rules", "middleware", "extensions")


_SHOWN = (Option("graphql_ide", None, always("graphiql")), Option("graphiql"))

SERVERS = (
    ServerApi(
        names=(
            "graphene_django.views.GraphQLView.as_view",
            "graphene_file_upload.django.FileUploadGraphQLView.as_view",
            "flask_graphql.GraphQLView.as_view",
            "graphql_server.flask.GraphQLView.as_view",
        ),
        schema=Option("schema"),
        editor=(Option("graphiql", None, always(False)),),
        batch=Option("batch", None, always(False)),
    ),
    ServerApi(
        names=(
            "strawberry.fastapi.GraphQLRouter",
            "strawberry.asgi.GraphQL",
            *(f"strawberry.{name}.as_view" for name in ("flask.views.GraphQLView", "flask.views.AsyncGraphQLView")),
            *(f"strawberry.django.views.{name}.as_view" for name in ("GraphQLView", "AsyncGraphQLView")),
        ),
        schema=Option("schema", 0),
        editor=_SHOWN,
    ),
    ServerApi(
        names=("ariadne.asgi.GraphQL", "ariadne.wsgi.GraphQL"),
        schema=Option("schema", 0),
        introspection=Option("introspection", None, (Default(value=True),)),
        checks=("validation_rules", "query_validator", "middleware", "extensions"),
    ),
)


def graphql_servers(survey: Survey) -> Iterator[Fact]:
    """Yield each call that serves a schema."""
    for row in SERVERS:
        for event in survey.calls(row.names):
            yield _server(survey, row, event)


def _server(survey: Survey, row: ServerApi, event: CallEvent) -> GraphQLServer:
    schema = event.arguments.get(row.schema.position, row.schema.keyword)
    made = schema.call if isinstance(schema, Produced) else None
    given = [event.arguments.keyword(name) for name in row.checks]
    if made is not None:
        given += [made.arguments.keyword(name) for name in row.checks]
    unknown = event.arguments.opaque or any(one is not None and not _is_listed(one) for one in given)
    names = [name for one in given if one is not None for name in _names(one)]
    hidden = any(map(_HIDES.search, names))
    shown = State.YES
    if row.introspection is not None:
        reading = survey.given(event.arguments, row.introspection).reading
        shown = State.NO if reading.value is False else State.YES if reading.known else State.UNKNOWN
    if hidden:
        shown = State.NO
    limited = State.YES if any(map(_LIMITS.search, names)) else State.UNKNOWN if unknown else State.NO
    site = event.site if made is None else made.site
    batch = survey.given(event.arguments, row.batch).reading if row.batch is not None else Reading((False,), True)
    return GraphQLServer(
        location=survey.location(event.site),
        scope=event.site.scope,
        callee=event.callee,
        production=survey.production(event.site),
        schema=survey.location(site),
        introspection=State.UNKNOWN if shown is State.YES and unknown else shown,
        editor=_editor(survey, row, event),
        batch=batch,
        limited=limited,
    )


def _editor(survey: Survey, row: ServerApi, event: CallEvent) -> State:
    """Tell whether the server shows an editor for queries; unknown where that is for a setting to say."""
    readings = [survey.given(event.arguments, option) for option in row.editor]
    said = [one.reading for one in readings if one.explicit] or [one.reading for one in readings if one.reading.known]
    if not said:
        return State.NO if not row.editor else State.UNKNOWN
    if not all(one.known for one in said):
        return State.UNKNOWN
    return State.YES if all(one.value for one in said) else State.NO


def _is_listed(value: AnyValue) -> bool:
    return value == NONE or (isinstance(value, (ListObject, Tuple)) and value.rest is None)


def _names(value: AnyValue) -> Iterable[str]:
    """Yield the names of what checks queries: functions and classes, those of instances, and what calls them made of."""
    items = value.items if isinstance(value, (ListObject, Tuple)) else (value,)
    for item in items:
        for one in members(item):
            if isinstance(one, External):
                yield last_name(one.name)
            elif isinstance(one, ClassObject):
                yield one.facts.name
            elif isinstance(one, InstanceObject):
                yield one.cls.facts.name
            elif isinstance(one, FunctionObject):
                yield one.facts.qualname
            elif isinstance(one, Produced):
                yield last_name(one.call.callee)
                yield from (name for given in one.call.arguments.positional for name in _names(given))
            elif isinstance(one, Partial):
                yield from _names(one.function)


FACTS = graphql_servers
