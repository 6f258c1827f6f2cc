"""What it means to make or change an object that a database keeps, whichever mapper keeps it."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.frameworks.model import Sink
from backlint.frameworks.rows import sinks


def stored(model: str, *creators: str) -> tuple[Sink, ...]:
    """Return the sinks of a mapper's base class, of calls that make its objects and of attributes that are set.

    Names from outside set fields that nobody meant to offer; a password should be stored as its hash only; what is
    stored as a token or code should not be foretold, and what says what a user may do is not the user's to say.
    """
    made = (model, *creators)
    return (
        *sinks(SinkKind.MASS_ASSIGNMENT, "**", *made, shape="keys"),
        *sinks(SinkKind.PASSWORD_STORE, "**", *made),
        *sinks(SinkKind.PASSWORD_STORE, "1:", f"{model}.__setattr__"),
        *sinks(SinkKind.AMOUNT, "**", *made, rule="computed"),
        *sinks(SinkKind.AMOUNT, "1:", f"{model}.__setattr__", rule="computed"),
        *sinks(SinkKind.KEPT, "**", *made, shape="any"),
        *sinks(SinkKind.KEPT, "1:", f"{model}.__setattr__", shape="any"),
        *sinks(SinkKind.TOKEN_VALUE, "**", *made, rule="secret-named"),
        *sinks(SinkKind.TOKEN_VALUE, "1:", f"{model}.__setattr__", rule="secret-named"),
        *sinks(SinkKind.RIGHT, "**", *made, rule="right-named"),
        *sinks(SinkKind.RIGHT, "1:", f"{model}.__setattr__", rule="right-named"),
    )


def looked_up(arguments: str, *names: str) -> tuple[Sink, ...]:
    """Return the sinks of calls that look records up by what they are given, at these selectors.

    A password that is found as it was typed is kept so; who says so decides whose record it is.
    """
    return (
        *sinks(SinkKind.PASSWORD_STORE, arguments, *names, shape="any"),
        *sinks(SinkKind.IDENTITY, arguments, *names, shape="any"),
    )
