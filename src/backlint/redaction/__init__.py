"""The one way on which a secret is kept out of everything that leaves a run.

`scan` hands what was found through `Redaction.of` before anything is made of it: reports, fingerprints, a baseline.
Lines of the project's files are read through `Redaction` as well, and what is said of an error through `redacted_error`.
At most four characters of a secret and at most a quarter of it come out, see `redact`.
"""

from __future__ import annotations

from backlint.redaction.errors import redacted_error, redacted_message, where
from backlint.redaction.looks import hidden, redact
from backlint.redaction.places import places_of
from backlint.redaction.run import Redaction

__all__ = ["Redaction", "hidden", "places_of", "redact", "redacted_error", "redacted_message", "where"]
