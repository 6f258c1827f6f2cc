"""Examples of the rule login-hardcoded; see the package."""

from __future__ import annotations

from engines.secret_cases.drawing import ALNUM, HEX, Example, login

EXAMPLES: tuple[Example, ...] = (
    ("the login of a request", lambda d: "Authorization: Basic " + login(d)),
    ("the token of a request", lambda d: "Authorization: Bearer " + d(ALNUM, 40)),
    ("the token of a request", lambda d: "headers: {'Authorization': 'Token " + d(HEX, 40) + "'}"),
    ("the login of a command", lambda d: "curl -s -u shop:" + d(ALNUM, 12) + " https://api.shop.test"),
    (
        "the cookie of somebody who is signed in",
        lambda d: "headers = {'Cookie': 'lang=en; sessionid=" + d(ALNUM, 32) + "; theme=1'}",
    ),
    ("a login of .netrc", lambda d: "machine api.shop.test login shop password " + d(ALNUM, 12)),
)
