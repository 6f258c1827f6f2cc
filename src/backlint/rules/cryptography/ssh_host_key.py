"""An SSH connection accepts any host.

## Why is this bad?

Whoever answers in the place of the host gets the password that is sent, and sees and changes every command and file.

## Example

```python
import paramiko

client = paramiko.SSHClient()
client.set_missing_host_key_policy(paramiko.AutoAddPolicy())
client.connect("backup.test")
```

## Use instead

```python
import paramiko

client = paramiko.SSHClient()
client.load_system_host_keys()
client.set_missing_host_key_policy(paramiko.RejectPolicy())
client.connect("backup.test")
```
"""

from backlint.rule import Item, Precision, RuffQuery, Severity, declare_rule
from backlint.weaknesses import CERTIFICATE_VALIDATION

RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.CRYPTOGRAPHY,
    detects=RuffQuery(codes=("S507",)),
    message="the SSH client accepts any host's key",
    remedy="load the known hosts, and reject a key that is not among them",
    severity=Severity.MEDIUM,
    precision=Precision.HIGH,
    weaknesses=(CERTIFICATE_VALIDATION,),
    since="0.1.0",
    references=("https://docs.paramiko.org/en/stable/api/client.html",),
)
