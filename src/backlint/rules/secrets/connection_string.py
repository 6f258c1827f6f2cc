"""A password stands in a connection string.

## Why is this bad?

The password goes wherever the string goes: into logs, error messages and the list of processes, and to whoever reads the
repository.

## Example

```python
CONNECTION = "Server=db.shop.internal;Database=shop;User Id=shop;Password=…"
```

## Use instead

```python
import os

CONNECTION = os.environ["DATABASE_CONNECTION"]
```

## Limits

Strings that name the machine itself, or a container beside it, and words that are in every manual are not reported.
"""

import re

from backlint.formats import written
from backlint.rule import Item, Precision, SecretQuery, Severity, declare_rule
from backlint.weaknesses import HARDCODED_SECRET

HOST = re.compile(
    r"(?i:server|data source|datasource|host|hostname|address|addr)=(?:tcp:)?([^;,\s&:/\\]+)|//([^/:;?\s]+)"
)
PASSWORD = re.compile(r"(?i:password|pwd)=([^;&\s]+)")
# What people write for a password when they mean none.
WORDS = frozenset(
    {"password", "passwd", "pass", "pwd", "secret", "admin", "root", "test", "postgres", "guest", "sa", "mysql"}
)


def is_usable(text: str) -> bool:
    """Whether host and password are those of a service, and no local default, reference or word of a manual."""
    host, password = HOST.search(text), PASSWORD.search(text)
    if host is None or password is None:
        return False
    name, value = (host[1] or host[2]).lower(), password[1]
    if "." not in name or name.startswith(("127.", "0.0.", ".")) or name[0] in "${%<":
        return False
    return value.lower() not in WORDS and not re.match(r"[$%{<\[*:@#]", value) and not re.fullmatch("[A-Z_]+", value)


FORMATS = (
    written(
        "a password in a connection string",
        ("server=", "data source=", "datasource=", "address=", "addr="),
        r"((?i:server|data source|datasource|address|addr)=[^\n\"'`<>]{0,200}?[;\s&?](?i:password|pwd)=[^\s;&\"'`<>]{4,100})",
        "the database server",
        valid=is_usable,
        min_entropy=0.0,
    ),
    written(
        "a password in a connection string of JDBC",
        "jdbc:",
        r"((?i:jdbc):[a-zA-Z0-9:]{2,40}//[^\n\"'`<>\s]{1,200}?[;&?](?i:password|pwd)=[^\s;&\"'`<>]{4,100})",
        "the database server",
        valid=is_usable,
        min_entropy=0.0,
    ),
    written(
        "a password in a connection string of PostgreSQL",
        "host=",
        r"((?i:host)=[^\n\"'`<>=;,]{1,80}\s[^\n\"'`<>;,]{0,200}?(?i:password)=[^\s;&,()\"'`<>]{4,100})",
        "the database server",
        valid=is_usable,
        min_entropy=0.0,
    ),
)

RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.SECRETS,
    detects=SecretQuery(formats=FORMATS),
    message="{secret} ({excerpt}) is in the source",
    remedy="read the string, or the password alone, from the environment, and change the password",
    severity=Severity.HIGH,
    precision=Precision.MEDIUM,
    weaknesses=(HARDCODED_SECRET,),
    since="0.1.0",
)
