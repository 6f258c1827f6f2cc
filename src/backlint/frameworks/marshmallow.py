"""marshmallow: schemas."""

from __future__ import annotations

from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import methods, propagators
from backlint.frameworks.validation import accepts, parses_data

_SCHEMA = "marshmallow.Schema"
_INTEGRATED = "Schema ModelSchema TableSchema SQLAlchemySchema SQLAlchemyAutoSchema"
"""Classes that the extension object offers; the second and third are those of flask-marshmallow before 0.12."""

LIBRARY = LibraryModel(
    name="marshmallow",
    distribution="marshmallow",
    packages=("marshmallow", "flask_marshmallow", "marshmallow_sqlalchemy"),
    aliases={
        "marshmallow.schema.Schema": _SCHEMA,
        **dict.fromkeys(methods("flask_marshmallow.Marshmallow", _INTEGRATED), _SCHEMA),
    },
    parents={
        "marshmallow_sqlalchemy.SQLAlchemySchema": (_SCHEMA,),
        "marshmallow_sqlalchemy.SQLAlchemyAutoSchema": ("marshmallow_sqlalchemy.SQLAlchemySchema",),
        "flask_marshmallow.sqla.SQLAlchemySchema": (_SCHEMA,),
        "flask_marshmallow.sqla.SQLAlchemyAutoSchema": (_SCHEMA,),
    },
    propagators=propagators("0:obj", *methods(_SCHEMA, "dump dumps")),
    calls={
        f"{_SCHEMA}.load": parses_data("0:data"),
        f"{_SCHEMA}.loads": parses_data("0:"),
        f"{_SCHEMA}.validate": accepts("0:data"),
    },
)
