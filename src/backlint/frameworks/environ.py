"""django-environ: settings from the environment."""

from __future__ import annotations

from backlint.frameworks.environment import reads_variable
from backlint.frameworks.model import LibraryModel

_ENV = "environ.Env"
_TYPES = {
    "str": "builtins.str",
    "int": "builtins.int",
    "float": "builtins.float",
    "bool": "builtins.bool",
    **dict.fromkeys(("list", "tuple", "dict", "json", "url", "db", "cache", "email", "path", "search_url"), ""),
}

LIBRARY = LibraryModel(
    name="environ",
    distribution="django-environ",
    packages=("environ",),
    aliases={"environ.environ.Env": _ENV},
    parents={"environ.FileAwareEnv": (_ENV,)},
    calls={
        **{f"{_ENV}.{name}": reads_variable("0:var", "1:default", type_name=kind) for name, kind in _TYPES.items()},
        # Without a cast the scheme that `Env` was made with says the type (0.12).
        f"{_ENV}.__call__": reads_variable("0:var", "2:default", "1:cast", type_name=""),
    },
)
