"""A signed token is in the source.

## Why is this bad?

A token is as good as its owner's login until it expires, and its claims, which are not encrypted, name people.

## Example

```python
HEADERS = {"Authorization": "Bearer eyJ…"}
```

## Use instead

```python
import os

HEADERS = {"Authorization": f"Bearer {os.environ['SERVICE_TOKEN']}"}
```

## Limits

Whether it has expired is not judged: that depends on the day. What ends within weeks of its making, and the pair that a
login hands out (`token_type` of `access` or `refresh`), are for review only.
"""

from backlint.checksums import claims_of
from backlint.formats import prefixed
from backlint.rule import Item, Precision, SecretQuery, Severity, declare_rule
from backlint.weaknesses import HARDCODED_SECRET

# The example of jwt.io and its like, which half of all documentation shows.
EXAMPLES = frozenset({"John Doe", "Jane Doe"})


def is_signed_token(token: str) -> bool:
    """Whether header and claims are JSON, something signs them, and they are not an example's or a browser's key."""
    claims = claims_of(token)
    if claims is None or claims.get("name") in EXAMPLES:
        return False
    # Supabase's key for browsers, which rules of the database hold back.
    return not (claims.get("iss") in {"supabase", "supabase-demo"} and claims.get("role") == "anon")


def is_lasting(token: str) -> bool:
    """Whether a token is none of a session: those say which of a pair they are, or end within weeks of their making."""
    claims = claims_of(token)
    if claims is None or not is_signed_token(token):
        return False
    made, ends = claims.get("iat"), claims.get("exp")
    if not isinstance(ends, (int, float)):
        return True
    brief = isinstance(made, (int, float)) and ends - made < WEEKS
    return not brief and claims.get("token_type") not in PAIR


def is_of_session(token: str) -> bool:
    """Whether a token ends by itself soon after somebody has signed in."""
    return is_signed_token(token) and not is_lasting(token)


PAIR = frozenset({"access", "refresh", "sliding"})
WEEKS = 31 * 24 * 3600
"""Seconds in which a session ends; what is given to programs lasts for months or years."""
_BODY = r"[A-Za-z0-9_-]{10,1000}\.eyJ[A-Za-z0-9_-]{10,4000}\.[A-Za-z0-9_-]{20,1000}"

FORMATS = (
    prefixed(
        "a signed token",
        "eyJ",
        "",
        0,
        "whoever signed it, or its expiry",
        then=_BODY,
        valid=is_lasting,
    ),
    prefixed(
        "the signed token of a session",
        "eyJ",
        "",
        0,
        "whoever signed it, or its expiry",
        then=_BODY,
        valid=is_of_session,
        precision=Precision.LOW,
    ),
)

RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.SECRETS,
    detects=SecretQuery(formats=FORMATS),
    message="{secret} is in the source",
    remedy="revoke the token, and read it from the environment where a program needs one",
    severity=Severity.MEDIUM,
    precision=Precision.MEDIUM,
    weaknesses=(HARDCODED_SECRET,),
    since="0.1.0",
)
