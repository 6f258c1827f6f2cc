"""SQLAlchemy: statements, connections, sessions and the queries of models."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.execution.library import Exchange
from backlint.execution.values import CallEvent, External, Produced
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.models import looked_up, stored
from backlint.frameworks.queries import changes, changes_given, executes, gives_instance, gives_instances
from backlint.frameworks.rows import children, marks, methods, propagators, returning, sanitizers, sinks

_SESSION = "sqlalchemy.orm.Session"
_QUERY = "sqlalchemy.orm.Query"
_CONNECTION = "sqlalchemy.engine.Connection"
_RESULT = "sqlalchemy.engine.Result"
_ASYNC_SESSION = "sqlalchemy.ext.asyncio.AsyncSession"
_CHAINED_QUERY = (
    "filter filter_by where join outerjoin order_by group_by having limit offset distinct options with_for_update "
    "select_from add_columns execution_options populate_existing with_entities union subquery"
)
_CHAINED_SELECT = (
    "where filter filter_by join outerjoin order_by group_by having limit offset distinct options with_for_update "
    "select_from add_columns execution_options prefix_with suffix_with with_only_columns"
)
_WRITE = "add add_all delete merge flush commit bulk_save_objects bulk_insert_mappings bulk_update_mappings"


def declared_base(event: CallEvent) -> Exchange | None:
    """What `declarative_base()` gives: a class from which models descend."""
    del event
    return Exchange(result=External("sqlalchemy.orm.DeclarativeBase"))


def session_made(event: CallEvent) -> Exchange | None:
    """What a `sessionmaker` gives: a session of the class that it was told to make."""
    maker = event.function
    given = maker.call.arguments.keyword("class_") if isinstance(maker, Produced) else None
    return Exchange(type=given.name) if isinstance(given, External) else None


LIBRARY = LibraryModel(
    name="sqlalchemy",
    distribution="sqlalchemy",
    packages=("sqlalchemy",),
    aliases={
        "sqlalchemy.orm.session": "sqlalchemy.orm",
        "sqlalchemy.orm.query": "sqlalchemy.orm",
        "sqlalchemy.orm.scoping": "sqlalchemy.orm",
        "sqlalchemy.orm.decl_api": "sqlalchemy.orm",
        "sqlalchemy.ext.declarative.declarative_base": "sqlalchemy.orm.declarative_base",
        "sqlalchemy.ext.declarative.as_declarative": "sqlalchemy.orm.as_declarative",
        "sqlalchemy.ext.asyncio.session": "sqlalchemy.ext.asyncio",
        "sqlalchemy.ext.asyncio.engine": "sqlalchemy.ext.asyncio",
        "sqlalchemy.engine.base": "sqlalchemy.engine",
        "sqlalchemy.engine.result": "sqlalchemy.engine",
        "sqlalchemy.engine.create_engine": "sqlalchemy.create_engine",
        "sqlalchemy.engine.url.URL": "sqlalchemy.engine.URL",
        "sqlalchemy.Connection": _CONNECTION,
        "sqlalchemy.Engine": "sqlalchemy.engine.Engine",
        "sqlalchemy.Result": _RESULT,
        "sqlalchemy.URL": "sqlalchemy.engine.URL",
        "sqlalchemy.future.select": "sqlalchemy.select",
        "sqlalchemy.schema.DDL": "sqlalchemy.DDL",
        "sqlalchemy.schema.CheckConstraint": "sqlalchemy.CheckConstraint",
        **{
            f"{module}.{name}": f"sqlalchemy.{name}"
            for module in ("sqlalchemy.sql", "sqlalchemy.sql.expression")
            for name in (
                "text",
                "select",
                "insert",
                "update",
                "delete",
                "and_",
                "or_",
                "column",
                "table",
                "literal_column",
            )
        },
        "sqlalchemy.sql.expression.TextClause": "sqlalchemy.TextClause",
        "sqlalchemy.sql.expression.bindparam": "sqlalchemy.bindparam",
        "sqlalchemy.sql.elements.TextClause": "sqlalchemy.TextClause",
        "sqlalchemy.sql.elements.quoted_name": "sqlalchemy.sql.quoted_name",
    },
    parents={
        "sqlalchemy.orm.scoped_session": (_SESSION,),
        "sqlalchemy.ext.asyncio.async_scoped_session": (_ASYNC_SESSION,),
        _ASYNC_SESSION: (_SESSION,),
        "sqlalchemy.ext.asyncio.AsyncConnection": (_CONNECTION,),
        "sqlalchemy.ext.asyncio.AsyncEngine": ("sqlalchemy.engine.Engine",),
        **children(_RESULT, *methods("sqlalchemy.engine", "CursorResult ScalarResult MappingResult")),
        **children(_RESULT, *methods("sqlalchemy.ext.asyncio", "AsyncResult AsyncScalarResult")),
        **children("sqlalchemy.sql.base.Executable", *methods("sqlalchemy", "Select Insert Update Delete TextClause")),
    },
    texts=(
        *methods("sqlalchemy", "String Text Unicode UnicodeText VARCHAR NVARCHAR TEXT CLOB JSON"),
        *methods("sqlalchemy.types", "String Text Unicode UnicodeText VARCHAR NVARCHAR TEXT CLOB JSON"),
        *methods("sqlalchemy.dialects.postgresql", "TEXT VARCHAR CITEXT JSON JSONB"),
    ),
    columns=("sqlalchemy.Column", *methods("sqlalchemy.orm", "mapped_column relationship column_property")),
    decorators={
        **dict.fromkeys(
            methods(
                "sqlalchemy.orm", "as_declarative registry.mapped registry.mapped_as_dataclass mapped_as_dataclass"
            ),
            "sqlalchemy.orm.DeclarativeBase",
        ),
        # Wherever an instance is asked.
        "sqlalchemy.ext.hybrid.hybrid_property": "builtins.property",
    },
    classes=frozenset(
        {"sqlalchemy.orm.registry", "sqlalchemy.orm.sessionmaker", "sqlalchemy.ext.asyncio.async_sessionmaker"}
    ),
    queries=frozenset({_QUERY, _RESULT}),
    sinks=(
        *sinks(SinkKind.SQL, "0:text", *methods("sqlalchemy", "text TextClause literal_column")),
        *sinks(SinkKind.SQL, "0:text", "sqlalchemy.Select.with_statement_hint"),
        *sinks(SinkKind.SQL, "0:statement", "sqlalchemy.DDL", f"{_CONNECTION}.exec_driver_sql"),
        # A plain string runs before 2.0 and raises from then on, where only text() carries the risk.
        *sinks(SinkKind.SQL, "0:statement", f"{_CONNECTION}.execute", versions="<2.0", rule="string"),
        *sinks(
            SinkKind.SQL, "0:statement", *methods(_SESSION, "execute scalar scalars"), versions="<2.0", rule="string"
        ),
        *sinks(
            SinkKind.SQL,
            "0:statement",
            *methods("sqlalchemy.engine.Engine", "execute scalar"),
            versions="<2.0",
            rule="string",
        ),
        # Operators and hints go in as they are.
        *sinks(SinkKind.SQL, "0:opstring", *methods("sqlalchemy.sql.operators.Operators", "op bool_op")),
        *sinks(SinkKind.SQL, "*", *methods("sqlalchemy.Select", "prefix_with suffix_with")),
        *sinks(SinkKind.SQL, "*", *methods(_QUERY, "prefix_with suffix_with")),
        *sinks(SinkKind.SQL, "*", *(f"sqlalchemy.{name}.prefix_with" for name in ("Insert", "Update", "Delete"))),
        *sinks(SinkKind.SQL, "1:text", "sqlalchemy.Select.with_hint", f"{_QUERY}.with_hint"),
        # Names of columns and tables are quoted, unless they are declared to be literal.
        *sinks(SinkKind.SQL, "0:text", "sqlalchemy.column", confidence="medium", when=((":is_literal", True),)),
        *sinks(SinkKind.SQL, "0:sqltext", "sqlalchemy.CheckConstraint", confidence="low"),
        # Unknown names raise InvalidRequestError.
        *sinks(
            SinkKind.ORM_KEYS,
            "**",
            f"{_QUERY}.filter_by",
            "sqlalchemy.Select.filter_by",
            shape="keys",
            confidence="low",
        ),
        *stored("sqlalchemy.orm.DeclarativeBase"),
        *sinks(SinkKind.MASS_ASSIGNMENT, "0:values", f"{_QUERY}.update", "sqlalchemy.Update.values", shape="names"),
        *sinks(SinkKind.MASS_ASSIGNMENT, "**", "sqlalchemy.Update.values", shape="keys"),
        *sinks(SinkKind.PASSWORD_STORE, "**", *methods("sqlalchemy", "Insert.values Update.values")),
        *looked_up("* **", *methods(_QUERY, "filter filter_by where")),
        *looked_up("* **", *methods("sqlalchemy.Select", "where filter filter_by")),
        *sinks(SinkKind.IDENTITY, "0: 0:ident", f"{_QUERY}.get", shape="any"),
        *sinks(SinkKind.IDENTITY, "1:ident", *methods(_SESSION, "get get_one"), shape="any"),
        *sinks(SinkKind.SSRF, "0:url", "sqlalchemy.create_engine", "sqlalchemy.ext.asyncio.create_async_engine"),
        *sinks(SinkKind.RESOURCE, "0:limit", "sqlalchemy.Select.limit", f"{_QUERY}.limit", rule="count"),
    ),
    sanitizers=(
        *sanitizers({SinkKind.SQL}, ":value", "sqlalchemy.bindparam"),
        *sanitizers({SinkKind.SQL}, "0:value", "sqlalchemy.literal", "sqlalchemy.sql.quoted_name"),
        *sanitizers({SinkKind.SQL}, "0:text", "sqlalchemy.column"),
        *sanitizers({SinkKind.SQL}, "0:name", "sqlalchemy.table"),
        *sanitizers({SinkKind.SQL}, "0:ident", "sqlalchemy.sql.compiler.IdentifierPreparer.quote"),
        *sanitizers({SinkKind.SQL}, "0:value", "sqlalchemy.sql.compiler.IdentifierPreparer.quote_identifier"),
    ),
    propagators=(
        # What is in the text was judged where the text was made.
        *propagators("0:text", "sqlalchemy.text", kills={SinkKind.SQL}),
        # What is bound does not become part of the text.
        *propagators("self", *methods("sqlalchemy.TextClause", "bindparams columns")),
    ),
    returns={
        "sqlalchemy.create_engine": "sqlalchemy.engine.Engine",
        "sqlalchemy.ext.asyncio.create_async_engine": "sqlalchemy.ext.asyncio.AsyncEngine",
        "sqlalchemy.text": "sqlalchemy.TextClause",
        **returning(_CONNECTION, *methods("sqlalchemy.engine.Engine", "connect begin"), f"{_SESSION}.connection"),
        **returning(
            "sqlalchemy.ext.asyncio.AsyncConnection", *methods("sqlalchemy.ext.asyncio.AsyncEngine", "connect begin")
        ),
        **returning(
            _SESSION, *methods("sqlalchemy.orm.sessionmaker", "__call__ begin"), "sqlalchemy.orm.create_session"
        ),
        **returning(_SESSION, "sqlalchemy.orm.scoped_session.__call__"),
        **returning(_ASYNC_SESSION, *methods("sqlalchemy.ext.asyncio.async_sessionmaker", "__call__ begin")),
        **returning(_QUERY, f"{_SESSION}.query", *methods(_QUERY, _CHAINED_QUERY)),
        **returning("sqlalchemy.Select", "sqlalchemy.select", *methods("sqlalchemy.Select", _CHAINED_SELECT)),
        **returning("sqlalchemy.Insert", "sqlalchemy.insert", *methods("sqlalchemy.Insert", "values returning")),
        **returning("sqlalchemy.Update", "sqlalchemy.update", *methods("sqlalchemy.Update", "values where returning")),
        **returning("sqlalchemy.Delete", "sqlalchemy.delete", *methods("sqlalchemy.Delete", "where returning")),
        **returning(_RESULT, *methods(_SESSION, "execute scalars"), f"{_CONNECTION}.execute"),
        **returning(_RESULT, *methods(_ASYNC_SESSION, "stream stream_scalars")),
        **returning(_RESULT, *methods(_RESULT, "scalars mappings unique tuples columns"), f"{_CONNECTION}.scalars"),
        **returning("builtins.int", *methods(_QUERY, "count delete update")),
    },
    marks=(
        *marks("write", *methods(_SESSION, _WRITE)),
        # A row is kept as it was left, when its session is.
        *marks("write", "sqlalchemy.orm.DeclarativeBase.__setattr__"),
        *marks("write", *methods(_QUERY, "delete update")),
    ),
    calls={
        "sqlalchemy.orm.sessionmaker.__call__": session_made,
        "sqlalchemy.ext.asyncio.async_sessionmaker.__call__": session_made,
        **dict.fromkeys(
            (
                "sqlalchemy.orm.declarative_base",
                "sqlalchemy.ext.automap.automap_base",
                "sqlalchemy.orm.registry.generate_base",
            ),
            declared_base,
        ),
        **dict.fromkeys(methods(_SESSION, "get get_one scalar"), gives_instance),
        f"{_SESSION}.delete": changes_given,
        "sqlalchemy.orm.DeclarativeBase.__setattr__": changes,
        **dict.fromkeys(methods(_QUERY, "update delete"), changes),
        **dict.fromkeys(methods(_QUERY, "get first one one_or_none scalar __getitem__"), gives_instance),
        **dict.fromkeys(methods(_QUERY, "all"), gives_instances),
        **dict.fromkeys(methods(_RESULT, "first one one_or_none scalar scalar_one scalar_one_or_none"), gives_instance),
        **dict.fromkeys(methods(_RESULT, "all fetchall"), gives_instances),
        **dict.fromkeys((f"{_SESSION}.execute", f"{_ASYNC_SESSION}.stream"), executes("0:statement")),
        **dict.fromkeys(methods(_CONNECTION, "execute exec_driver_sql"), executes("0:statement")),
        "sqlalchemy.engine.Engine.execute": executes("0:statement"),
    },
)
