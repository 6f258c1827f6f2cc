"""validators: questions about addresses."""

from __future__ import annotations

from backlint.execution.library import Exchange
from backlint.execution.refinement import CONSTRAINED
from backlint.execution.values import CallEvent, Constant
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import marks, methods, returning


def url(event: CallEvent) -> Exchange | None:
    """The model of `url`: only with `public` it tells addresses of the internal network apart."""
    public = event.arguments.keyword("public")
    return Exchange(marks=("proof:ssrf",)) if isinstance(public, Constant) and public.value is True else None


LIBRARY = LibraryModel(
    name="validators",
    distribution="validators",
    packages=("validators",),
    # A name with a dot and without a port: neither an address of the internal network nor this machine.
    marks=(
        *marks("compares", "validators.domain"),
        *marks(CONSTRAINED, *methods("validators", "email url domain length between uuid slug ipv4 ipv6 hostname")),
    ),
    calls={"validators.url": url},
    returns=returning("builtins.bool", *methods("validators", "domain url")),
)
