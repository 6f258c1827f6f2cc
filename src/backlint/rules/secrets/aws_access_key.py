"""An AWS access key is in the source.

## Why is this bad?

With its other half, which mostly stands beside it, the key acts as the account that it was made for: reads the
buckets, starts machines, and runs up the bill. Keys that reach a public repository are used within minutes.

## Example

```python
import boto3

client = boto3.client("s3", aws_access_key_id="AKIA…", aws_secret_access_key="…")
```

## Use instead

```python
import boto3

client = boto3.client("s3")  # a role, or the environment, brings the key
```

## Limits

The key's number alone opens nothing, but it tells that the secret is near.
"""

from backlint.rule import Item, Precision, SecretQuery, Severity, declare_rule
from backlint.weaknesses import HARDCODED_SECRET

RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.SECRETS,
    detects=SecretQuery(
        pattern=r"(?<![A-Za-z0-9_-])((?:AKIA|ASIA)[A-Z2-7]{16})(?![A-Za-z0-9_-])",
        keywords=("akia", "asia"),
        min_entropy=3.0,
    ),
    message="an AWS access key ({excerpt}) is in the source",
    remedy="deactivate the key in IAM, and give the application a role",
    severity=Severity.CRITICAL,
    precision=Precision.HIGH,
    weaknesses=(HARDCODED_SECRET,),
    since="0.1.0",
    references=("https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html",),
)
