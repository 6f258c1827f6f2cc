"""A file is made writable for everyone.

## Why is this bad?

Every account on the machine, that of a broken-in service included, may then change or replace what the program reads,
runs or serves.

## Example

```python
import os

os.chmod("/srv/shop/settings.json", 0o777)
```

## Use instead

```python
import os

os.chmod("/srv/shop/settings.json", 0o600)
```

## Limits

A mode that comes from a variable is not read.
"""

from backlint.rule import Item, Precision, RuffQuery, Severity, declare_rule
from backlint.weaknesses import FILE_PERMISSIONS

RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.DEPLOYMENT,
    detects=RuffQuery(codes=("S103",)),
    message="the file's mode lets others write it or run it",
    remedy="give the owner alone what is needed: 0o600, or 0o700 for what is run",
    severity=Severity.MEDIUM,
    precision=Precision.MEDIUM,
    weaknesses=(FILE_PERMISSIONS,),
    since="0.1.0",
)
