"""SNMP is spoken without encryption.

## Why is this bad?

SNMP 1 and 2c send the community string, which is the password, in plain text, and version 3 without its keys does not
encrypt either: whoever listens can then read and change the device's settings.

## Example

```python
from pysnmp.hlapi import CommunityData

access = CommunityData("public", mpModel=0)
```

## Use instead

```python
import os

from pysnmp.hlapi import UsmUserData

access = UsmUserData("monitor", os.environ["SNMP_AUTH_KEY"], os.environ["SNMP_PRIVACY_KEY"])
```
"""

from backlint.rule import Item, Precision, RuffQuery, Severity, declare_rule
from backlint.weaknesses import CLEARTEXT

RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.CRYPTOGRAPHY,
    detects=RuffQuery(codes=("S508", "S509")),
    message="SNMP is spoken without encryption",
    remedy="use SNMP 3 with an authentication key and a privacy key",
    severity=Severity.MEDIUM,
    precision=Precision.HIGH,
    weaknesses=(CLEARTEXT,),
    since="0.1.0",
)
