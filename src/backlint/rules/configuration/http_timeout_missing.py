"""An outgoing request may wait for ever.

## Why is this bad?

A service that accepts the connection and then says nothing keeps the worker that asked. A few of them, and the
application answers nobody.

## Example

```python
import requests

requests.get("https://rates.test/today")
```

## Use instead

```python
import requests

requests.get("https://rates.test/today", timeout=5)
```

## Limits

`httpx` waits 5 seconds and `aiohttp` 5 minutes unless told otherwise; they are reported for `timeout=None` only. A session
with a default of its own is not recognised.
"""

from backlint.rule import Item, Precision, RuffQuery, SetArguments, Severity, declare_rule
from backlint.weaknesses import RESOURCE_CONSUMPTION

RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.DEPLOYMENT,
    detects=RuffQuery(codes=("S113",)),
    message="the request may wait for ever",
    remedy="give it a timeout in seconds",
    severity=Severity.LOW,
    precision=Precision.HIGH,
    weaknesses=(RESOURCE_CONSUMPTION,),
    # Ten seconds are long for most services; those that need longer fail afterwards.
    repairs=SetArguments(
        title="wait ten seconds at most",
        arguments=(("timeout", "10"),),
        positional=2,
        calls=("get", "options", "head", "post", "put", "patch", "delete", "request", "stream"),
    ),
    since="0.1.0",
    references=("https://requests.readthedocs.io/en/latest/user/advanced/#timeouts",),
)
