"""SQLModel: models that validate and are stored."""

from __future__ import annotations

from backlint.frameworks.model import LibraryModel
from backlint.frameworks.queries import executes, gives_instance, gives_instances
from backlint.frameworks.rows import methods

_NAMES = "text select insert update delete and_ or_ not_ func column table literal create_engine Column ForeignKey"

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
    # Of every session: one that `sessionmaker(class_=AsyncSession)` makes is known as SQLAlchemy's.
    returns={"sqlalchemy.orm.Session.exec": "sqlalchemy.engine.Result"},
    calls={
        "sqlalchemy.orm.Session.exec": executes("0:statement"),
        **dict.fromkeys(methods("sqlmodel.Session", "get"), gives_instance),
        **dict.fromkeys(methods("sqlalchemy.engine.ScalarResult", "first one"), gives_instance),
        **dict.fromkeys(methods("sqlalchemy.engine.ScalarResult", "all"), gives_instances),
    },
)
