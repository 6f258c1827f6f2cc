"""environs: settings from the environment."""

from __future__ import annotations

from backlint.frameworks.environment import reads_variable
from backlint.frameworks.model import LibraryModel

_ENV = "environs.Env"
_TYPES = {
    "str": "builtins.str",
    "int": "builtins.int",
    "float": "builtins.float",
    "bool": "builtins.bool",
    "list": "",
    "json": "",
    "dict": "",
    "url": "",
    "path": "pathlib.Path",
    "timedelta": "datetime.timedelta",
    "__call__": "builtins.str",
}

LIBRARY = LibraryModel(
    name="environs",
    distribution="environs",
    packages=("environs",),
    instances={"environs.env": _ENV},
    calls={
        f"{_ENV}.{name}": reads_variable("0:name", "1:default", type_name=type_name)
        for name, type_name in _TYPES.items()
    },
)
