"""python-decouple: settings from the environment."""

from __future__ import annotations

from backlint.frameworks.environment import reads_variable
from backlint.frameworks.model import LibraryModel

_READ = reads_variable("0:option", "1:default", "2:cast")

LIBRARY = LibraryModel(
    name="decouple",
    distribution="python-decouple",
    packages=("decouple",),
    instances={"decouple.config": "decouple.AutoConfig"},
    calls={"decouple.config": _READ, "decouple.AutoConfig.__call__": _READ, "decouple.Config.__call__": _READ},
)
