"""A connection may use an SSL or TLS version that is broken.

## Why is this bad?

SSL 2 and 3, TLS 1.0 and 1.1 have known attacks that read parts of the traffic, and a client that allows them can be
talked down to them by whoever sits in between.

## Example

```python
from OpenSSL import SSL

context = SSL.Context(method=SSL.TLSv1_METHOD)
```

## Use instead

```python
import ssl

context = ssl.create_default_context()
```

## Limits

`ssl.SSLContext` with an old protocol, and `minimum_version` of a context, are not read.
"""

from backlint.rule import Item, Precision, RuffQuery, Severity, declare_rule
from backlint.weaknesses import WEAK_STRENGTH

RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.CRYPTOGRAPHY,
    detects=RuffQuery(codes=("S502", "S503", "S504")),
    message="a broken version of SSL or TLS is allowed",
    remedy="use ssl.create_default_context(), which starts at TLS 1.2",
    severity=Severity.MEDIUM,
    precision=Precision.HIGH,
    weaknesses=(WEAK_STRENGTH,),
    since="0.1.0",
    references=("https://www.rfc-editor.org/rfc/rfc8996",),
)
