"""A Google service account's key is in the source.

## Why is this bad?

The key signs in as the service account from anywhere, for as long as nobody deletes it.

## Example

```json
{
  "type": "service_account",
  "private_key_id": "…",
  "private_key": "-----BEGIN PRIVATE KEY-----…"
}
```

## Use instead

```python
import google.auth

credentials, project = google.auth.default()
```
"""

from backlint.rule import Item, Precision, SecretQuery, Severity, declare_rule
from backlint.weaknesses import HARDCODED_KEY, HARDCODED_SECRET

RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.SECRETS,
    detects=SecretQuery(
        pattern=(
            r'"private_key_id"\s{0,5}:\s{0,5}"[0-9a-f]{40}"\s{0,5},\s{0,20}'
            r'"private_key"\s{0,5}:\s{0,5}"(-----BEGIN PRIVATE KEY-----[^"]{200,5000})"'
        ),
        keywords=("private_key_id",),
        min_entropy=4.0,
    ),
    message="the key of a Google service account ({excerpt}) is in the source",
    remedy="delete the key in the console, and use the identity of the machine (workload identity)",
    severity=Severity.CRITICAL,
    precision=Precision.VERY_HIGH,
    weaknesses=(HARDCODED_KEY, HARDCODED_SECRET),
    since="0.1.0",
    references=("https://cloud.google.com/iam/docs/best-practices-for-managing-service-account-keys",),
)
