"""Django Ninja: schemas, uploads and errors."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.frameworks.model import Answer, LibraryModel
from backlint.frameworks.rows import sinks

LIBRARY = LibraryModel(
    name="ninja",
    distribution="django-ninja",
    packages=("ninja",),
    sinks=(*sinks(SinkKind.ERROR_LEAK, "1:message", "ninja.errors.HttpError", shape="any"),),
    parents={
        "ninja.Schema": ("pydantic.BaseModel",),
        "ninja.ModelSchema": ("ninja.Schema",),
        "ninja.UploadedFile": ("django.core.files.uploadedfile.UploadedFile",),
    },
    answers=(Answer("ninja.errors.HttpError", 0, "0:status_code"), Answer("ninja.errors.ValidationError", 422)),
)
