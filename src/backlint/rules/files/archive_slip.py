"""An archive is unpacked wherever its entries say.

## Why is this bad?

An entry of a tar archive may be called `../../etc/cron.d/job`, be an absolute path or a link. Whoever made the archive
writes files outside of the folder that it is unpacked to, the program's own code among them.

## Example

```python
import tarfile

with tarfile.open("upload.tar.gz") as archive:
    archive.extractall("/srv/uploads")
```

## Use instead

```python
import tarfile

with tarfile.open("upload.tar.gz") as archive:
    archive.extractall("/srv/uploads", filter="data")
```

## Limits

From Python 3.14 on `filter="data"` is the default, and the finding is about older ones. Who made the archive is not
known: one that the program itself has packed does no harm.
"""

from backlint.rule import Item, Precision, RuffQuery, Severity, declare_rule
from backlint.weaknesses import PATH_TRAVERSAL

RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.INJECTION_OTHER,
    detects=RuffQuery(codes=("S202",)),
    message="entries of the archive choose where they are written",
    remedy='unpack with `filter="data"`',
    severity=Severity.MEDIUM,
    precision=Precision.MEDIUM,
    weaknesses=(PATH_TRAVERSAL,),
    since="0.1.0",
    references=("https://docs.python.org/3/library/tarfile.html#extraction-filters",),
)
