"""jsonschema: data that fits a JSON schema."""

from __future__ import annotations

from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import methods
from backlint.frameworks.validation import accepts

_VALIDATORS = (
    "Draft3Validator Draft4Validator Draft6Validator Draft7Validator Draft201909Validator Draft202012Validator"
)

LIBRARY = LibraryModel(
    name="jsonschema",
    distribution="jsonschema",
    packages=("jsonschema", "fastjsonschema"),
    calls={
        "jsonschema.validate": accepts("0:instance"),
        "jsonschema.validators.validate": accepts("0:instance"),
        "fastjsonschema.validate": accepts("1:data"),
        **dict.fromkeys(
            (
                f"{validator}.{name}"
                for validator in methods("jsonschema", _VALIDATORS)
                for name in ("validate", "is_valid")
            ),
            accepts("0:"),
        ),
    },
)
