"""pathvalidate: names of files."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import sanitizers

LIBRARY = LibraryModel(
    name="pathvalidate",
    distribution="pathvalidate",
    packages=("pathvalidate",),
    # Takes the separators out; `sanitize_filepath` leaves them and `..` in.
    sanitizers=sanitizers({SinkKind.PATH}, "0:filename", "pathvalidate.sanitize_filename"),
    returns={"pathvalidate.sanitize_filename": "builtins.str"},
)
