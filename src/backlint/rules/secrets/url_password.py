"""A password stands in an address.

## Why is this bad?

The password goes wherever the address goes: into logs, error messages and the list of processes, and to whoever reads
the repository.

## Example

```python
DATABASE_URL = "postgresql://shop:…@db.internal/shop"
```

## Use instead

```python
import os

DATABASE_URL = os.environ["DATABASE_URL"]
```

## Limits

Addresses of the machine itself and of containers beside it, and words that are in every manual (`user:password`), are
not reported. In tests and documents only passwords that look drawn, at hosts that the whole internet reaches, are believed.
"""

import re

from backlint.formats import written
from backlint.rule import Item, Precision, SecretQuery, Severity, declare_rule
from backlint.secrecy import is_random
from backlint.weaknesses import HARDCODED_SECRET

LOCAL = frozenset({"127.0.0.1", "host.docker.internal"})
# What people write for the parts of an address when they mean none.
WORDS = frozenset(
    {"password", "passwd", "pass", "pwd", "pw", "secret", "user", "username", "usr", "login", "admin", "root", "test"}
    | {"postgres", "mysql", "mongo", "redis", "rabbitmq", "guest", "token", "foo", "bar", "a", "b", "x", "u", "p"}
)


def is_usable(address: str) -> bool:
    """Whether user, password and host (`user:password@host`) are those of a service, and no example or local default."""
    credentials, _, host = address.rpartition("@")
    user, _, password = credentials.partition(":")
    if password.lower() in WORDS or password in {user, "*" * len(password)} or not password.strip("$%{}"):
        return False
    name = host.lower().partition(":")[0]
    # A name without a dot is found by the machine itself or by containers beside it, and by nobody else.
    return "." in name and name not in LOCAL and not _is_variable(password) and not _is_variable(host)


def _is_variable(text: str) -> bool:
    """Whether a part is filled in later: `$PASSWORD`, `%s`, `{0}`, `:password`."""
    return text.startswith(("$", "%", "{", ":", "[")) or (text.isupper() and "_" in text)


NOWHERE = re.compile(
    r"example|dummy|(?:^|\.)(?:your|some|my)?(?:domain|host|server)\."
    r"|\.(?:local|internal|lan|test|invalid|home|svc|localdomain)$"
)
"""Hosts of manuals, and those that only a network of its own knows."""


def is_opening(address: str) -> bool:
    """Whether a password that looks drawn stands beside a host that the whole internet reaches: nobody makes that up."""
    credentials, _, host = address.rpartition("@")
    name = host.lower().partition(":")[0]
    return is_random(credentials.partition(":")[2]) and name[-1:].isalpha() and NOWHERE.search(name) is None


def is_drawn(key: str) -> bool:
    """Whether a key looks drawn at random, and is no signed token, which has a rule of its own."""
    return is_random(key) and not key.startswith("eyJ") and sum(letter.isdigit() for letter in key) > 1


FORMATS = (
    written(
        "a password in an address",
        "://",
        r"://([^\s:/?#@\"'`<>\\]{0,100}:[^\s/?#@\"'`<>\\]{1,200}@[^\s:/?#@\"'`<>\\,;]{1,255})",
        "the service that the address names",
        valid=is_usable,
        min_entropy=0.0,
        anywhere=is_opening,
    ),
    written(
        "a key in an address",
        ("api_key=", "apikey=", "api-key=", "appid=", "access_token=", "client_secret=", "auth_token="),
        r"(?<=[?&])(?i:api[_-]?key|appid|access_token|client_secret|auth_token)=([A-Za-z0-9_.~-]{20,300})(?![A-Za-z0-9_.~-])",
        "the service that the address names",
        valid=is_drawn,
        min_entropy=3.0,
    ),
)

RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.SECRETS,
    detects=SecretQuery(formats=FORMATS),
    message="{secret} ({excerpt}) is in the source",
    remedy="read the address, or the password alone, from the environment, and change the password",
    severity=Severity.HIGH,
    precision=Precision.MEDIUM,
    weaknesses=(HARDCODED_SECRET,),
    since="0.1.0",
)
