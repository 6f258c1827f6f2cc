"""PyYAML: YAML, whose full and unsafe loaders make objects."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import methods, propagators, sanitizers, sinks

LIBRARY = LibraryModel(
    name="yaml",
    distribution="pyyaml",
    packages=("yaml",),
    sinks=(
        *sinks(
            SinkKind.DESERIALIZATION,
            "0:stream",
            *methods("yaml", "load load_all"),
            shape="any",
            unless=(
                ("1:Loader", "yaml.SafeLoader"),
                ("1:Loader", "yaml.CSafeLoader"),
                ("1:Loader", "yaml.BaseLoader"),
                ("1:Loader", "yaml.CBaseLoader"),
            ),
        ),
        # The full loader makes more than plain data, though no longer any object since 5.4.
        *sinks(
            SinkKind.DESERIALIZATION,
            "0:stream",
            *methods("yaml", "unsafe_load unsafe_load_all"),
            shape="any",
        ),
        *sinks(
            SinkKind.DESERIALIZATION,
            "0:stream",
            *methods("yaml", "full_load full_load_all"),
            shape="any",
            confidence="medium",
        ),
    ),
    sanitizers=(*sanitizers({SinkKind.DESERIALIZATION}, "0:stream", *methods("yaml", "safe_load safe_load_all")),),
    propagators=(
        *propagators("0:stream", *methods("yaml", "load load_all full_load unsafe_load")),
        *propagators("0:data", "yaml.dump"),
    ),
    aliases={"yaml.loader": "yaml", "yaml.cyaml": "yaml"},
)
