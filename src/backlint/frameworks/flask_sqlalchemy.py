"""Flask-SQLAlchemy: its session, the queries of its models, and SQLAlchemy's names on the extension itself."""

from __future__ import annotations

from backlint.frameworks.model import LibraryModel
from backlint.frameworks.queries import gives_instance
from backlint.frameworks.rows import marks, methods

_DB = "flask_sqlalchemy.SQLAlchemy"
_MODEL = "flask_sqlalchemy.model.Model"
_QUERY = "flask_sqlalchemy.query.Query"
_CORE = (
    "Column ForeignKey Table Index UniqueConstraint CheckConstraint Integer BigInteger SmallInteger String Text Unicode "
    "Boolean Date DateTime Time Interval Float Numeric LargeBinary JSON Enum Uuid "
    "text select insert update delete func and_ or_ not_ desc asc case cast column table literal literal_column bindparam"
)
_ORM = "relationship backref joinedload selectinload subqueryload aliased validates synonym column_property Mapped"

LIBRARY = LibraryModel(
    name="flask_sqlalchemy",
    distribution="flask-sqlalchemy",
    packages=("flask_sqlalchemy",),
    aliases={
        "flask_sqlalchemy.extension.SQLAlchemy": _DB,
        f"{_DB}.Model": _MODEL,
        **{f"{_DB}.{name}": f"sqlalchemy.{name}" for name in _CORE.split()},
        **{f"{_DB}.{name}": f"sqlalchemy.orm.{name}" for name in _ORM.split()},
    },
    parents={_QUERY: ("sqlalchemy.orm.Query",), _MODEL: ("sqlalchemy.orm.DeclarativeBase",)},
    attributes={f"{_DB}.session": "sqlalchemy.orm.scoped_session", f"{_MODEL}.query": _QUERY},
    marks=marks("write", f"{_DB}.drop_all"),
    calls=dict.fromkeys(
        (*methods(_QUERY, "get_or_404 first_or_404 one_or_404"), *methods(_DB, "get_or_404 first_or_404 one_or_404")),
        gives_instance,
    ),
)
