"""SQLModel: models that validate and are stored."""

from __future__ import annotations

from backlint.frameworks.model import LibraryModel
from backlint.frameworks.queries import executes, gives_instance, gives_instances
from backlint.frameworks.rows import methods, returning

_NAMES = "text select insert update delete and_ or_ not_ func column table literal create_engine Column ForeignKey"
_EXEC = ("sqlmodel.Session.exec", "sqlmodel.ext.asyncio.session.AsyncSession.exec")

LIBRARY = LibraryModel(
    name="sqlmodel",
    distribution="sqlmodel",
    packages=("sqlmodel",),
    aliases={
        **{f"sqlmodel.{name}": f"sqlalchemy.{name}" for name in _NAMES.split()},
        "sqlmodel.orm.session.Session": "sqlmodel.Session",
        "sqlmodel.main.SQLModel": "sqlmodel.SQLModel",
        "sqlmodel.main.Field": "sqlmodel.Field",
        "sqlmodel.main.Relationship": "sqlmodel.Relationship",
    },
    parents={
        "sqlmodel.SQLModel": ("pydantic.BaseModel", "sqlalchemy.orm.DeclarativeBase"),
        "sqlmodel.Session": ("sqlalchemy.orm.Session",),
        "sqlmodel.ext.asyncio.session.AsyncSession": ("sqlalchemy.ext.asyncio.AsyncSession",),
    },
    returns=returning("sqlalchemy.engine.Result", *_EXEC),
    calls={
        **dict.fromkeys(_EXEC, executes("0:statement")),
        **dict.fromkeys(methods("sqlmodel.Session", "get"), gives_instance),
        **dict.fromkeys(methods("sqlalchemy.engine.ScalarResult", "first one"), gives_instance),
        **dict.fromkeys(methods("sqlalchemy.engine.ScalarResult", "all"), gives_instances),
    },
)
