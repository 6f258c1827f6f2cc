"""A true example of every known format, put together here so that the repository holds none, and look-alikes.

Prefixes, alphabets and lengths are written by hand from what the services say of their tokens, beside the patterns of
`backlint.rules.secrets` and not out of them.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping

from engines.secret_cases.drawing import Example
from engines.secret_cases.lookalikes import LOOKALIKES

__all__ = ["EXAMPLES", "LOOKALIKES"]

EXAMPLES: Mapping[str, tuple[Example, ...]] = {
    module.name.replace("_", "-"): importlib.import_module(f"{__name__}.{module.name}").EXAMPLES
    for module in pkgutil.iter_modules(__path__)
    if "_" in module.name
}
"""The examples of each rule, by its id."""
