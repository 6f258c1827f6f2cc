"""Who can bring a fault about, and who gains by it."""

from __future__ import annotations

from enum import StrEnum


class Reach(StrEnum):
    """Who can bring a fault about, as far as the program shows.

    `anyone` needs nothing, `signed-in` a login, `role` a role that only some have (administrators, staff). `operator` is
    whoever runs the program: at the command line, by its configuration, on a developer's machine. `unseen` is code that
    nothing was seen to enter. `unknown` is where something that was not resolved decides.
    """

    ANYONE = "anyone"
    UNKNOWN = "unknown"
    SIGNED_IN = "signed-in"
    ROLE = "role"
    UNSEEN = "unseen"
    OPERATOR = "operator"


class Attacker(StrEnum):
    """Who makes use of a fault: the caller of what has it, or somebody else, whom a guard before it does not stop.

    Another site sends the request of a victim who is let in, somebody else reads what is stored, listens on the way or
    has the tokens.
    """

    CALLER = "caller"
    OTHERS = "others"
