"""The key of an Azure storage account is in the source.

## Why is this bad?

The key reads, changes and deletes all that the account holds, and cannot be limited.

## Example

```python
CONNECTION = "DefaultEndpointsProtocol=https;AccountName=shop;AccountKey=…;EndpointSuffix=core.windows.net"
```

## Use instead

```python
import os

CONNECTION = os.environ["AZURE_STORAGE_CONNECTION_STRING"]
```
"""

from backlint.rule import Item, Precision, SecretQuery, Severity, declare_rule
from backlint.weaknesses import HARDCODED_SECRET

# The account of Azure's emulator has one key, the same on every machine, and it is printed in the manual.
EMULATOR = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="


def is_no_emulator(key: str) -> bool:
    """Whether it is the key of an account, and not the emulator's."""
    return key != EMULATOR


RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.SECRETS,
    detects=SecretQuery(
        pattern=r"(?i:AccountKey|SharedAccessKey)=([A-Za-z0-9+/]{86}==|[A-Za-z0-9+/]{43}=)(?![A-Za-z0-9+/=])",
        keywords=("accountkey=", "sharedaccesskey="),
        min_entropy=4.0,
        valid=is_no_emulator,
    ),
    message="the key of an Azure storage account ({excerpt}) is in the source",
    remedy="rotate the key, and use a managed identity or read the new one from the environment",
    severity=Severity.CRITICAL,
    precision=Precision.HIGH,
    weaknesses=(HARDCODED_SECRET,),
    since="0.1.0",
    references=("https://learn.microsoft.com/azure/storage/common/storage-account-keys-manage",),
)
