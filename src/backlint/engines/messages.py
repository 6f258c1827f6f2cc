"""Messages of findings, from a rule's words and what was found."""

from __future__ import annotations

import re
from collections.abc import Mapping

_PLACEHOLDER = re.compile(r"\{(\w+)\}")


def fill(message: str, values: Mapping[str, str]) -> str:
    """Put values in the place of `{names}`; a name without a value stays, so that a test sees it."""
    return _PLACEHOLDER.sub(lambda match: values.get(match[1], match[0]), message)
