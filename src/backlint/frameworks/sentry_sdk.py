"""Sentry: what is sent to it."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import methods, sinks

LIBRARY = LibraryModel(
    name="sentry_sdk",
    distribution="sentry-sdk",
    packages=("sentry_sdk",),
    sinks=(
        *sinks(SinkKind.SECRET_LOG, "0:message", "sentry_sdk.capture_message", shape="any"),
        *sinks(SinkKind.SECRET_LOG, "1:value", *methods("sentry_sdk", "set_context set_extra"), shape="any"),
    ),
)
