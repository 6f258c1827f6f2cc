"""A login is written out in a request.

## Why is this bad?

Name and password, or the token that stands for them, are known to whoever reads the repository, its logs or the list of
processes.

## Example

```python
import requests

requests.get(address, headers={"Authorization": "Basic c2hvcDpr…"})
```

## Use instead

```python
import os

import requests

requests.get(address, auth=("shop", os.environ["SHOP_PASSWORD"]))
```

## Limits

What a header's token opens cannot be told from its looks; it is reported where it looks drawn at random.
"""

from backlint.checksums import holds_login, is_login
from backlint.formats import written
from backlint.rule import Item, Precision, SecretQuery, Severity, declare_rule
from backlint.secrecy import is_random
from backlint.weaknesses import HARDCODED_SECRET


def is_drawn(token: str) -> bool:
    """Whether a token looks drawn at random, and is no signed one, which has a rule of its own."""
    return (
        is_random(token)
        and not token.startswith("eyJ")
        and "..." not in token
        and sum(letter.isdigit() for letter in token) > 1
    )


def is_drawn_cookie(value: str) -> bool:
    """Whether the value of a cookie looks drawn at random, encoded as browsers send it."""
    return is_random(value) and sum(letter.isdigit() for letter in value) > 1


FORMATS = (
    written(
        "the login of a request",
        "basic ",
        r"(?i:basic) {1,3}([A-Za-z0-9+/]{8,300}={0,2})(?![A-Za-z0-9+/=])",
        "the service that is asked",
        valid=holds_login,
        min_entropy=2.5,
    ),
    written(
        "the token of a request",
        "bearer ",
        r"(?i:bearer) {1,3}([A-Za-z0-9._~+/-]{20,2000}={0,2})(?![A-Za-z0-9+/=])",
        "the service that is asked",
        valid=is_drawn,
        min_entropy=3.2,
        precision=Precision.MEDIUM,
    ),
    written(
        "the token of a request",
        "authorization",
        r"(?i:authorization)[\"']?\]?\s{0,3}[:=,]\s{0,3}[\"'`](?i:token|api-?key|key) {1,3}([A-Za-z0-9._~+/-]{20,2000}={0,2})(?![A-Za-z0-9+/=])",
        "the service that is asked",
        valid=is_drawn,
        min_entropy=3.0,
        precision=Precision.MEDIUM,
    ),
    written(
        "the cookie of somebody who is signed in",
        "cookie",
        r"(?i:cookies?)[\"']?\]?\s{0,3}[:=,]\s{0,3}[\"'][^\"'\n]{0,2000}?(?<![\w.-])"
        r"(?i:(?![\w.-]{0,30}[cx]srf)[\w.-]{0,30}(?:sess|token|auth|ticket|passport)[\w.-]{0,30}|sid|sub|jwt|li_at)=([^;\"'\s$<{]{16,600})",
        "the service that is asked: sign out everywhere",
        valid=is_drawn_cookie,
        min_entropy=3.0,
        precision=Precision.MEDIUM,
    ),
    written(
        "the login of a command",
        "curl ",
        r"(?i:curl) [^\n|;]{0,300}?(?:-u|--user)[ =]{0,3}[\"']?([^\s:\"'$<{]{1,60}:[^\s\"'$<{]{4,100})",
        "the service that is asked",
        valid=is_login,
        min_entropy=2.5,
        precision=Precision.MEDIUM,
    ),
    written(
        "a login of .netrc",
        "machine ",
        r"machine[ \t]{1,4}[\w.-]{3,100}\s{1,8}login[ \t]{1,4}[^\s]{1,100}\s{1,8}password[ \t]{1,4}([^\s\"'$<{]{4,200})",
        "the service that is asked",
        min_entropy=2.2,
    ),
)

RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.SECRETS,
    detects=SecretQuery(formats=FORMATS),
    message="{secret} ({excerpt}) is in the source",
    remedy="read it from the environment, and change it where it was given out",
    severity=Severity.HIGH,
    precision=Precision.HIGH,
    weaknesses=(HARDCODED_SECRET,),
    since="0.1.0",
)
