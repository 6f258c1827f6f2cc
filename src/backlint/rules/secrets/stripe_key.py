"""A live Stripe key is in the source.

## Why is this bad?

The key charges cards, refunds, and reads the customers and their payments.

## Example

```python
import stripe

stripe.api_key = "sk_live_…"
```

## Use instead

```python
import os

import stripe

stripe.api_key = os.environ["STRIPE_KEY"]
```

## Limits

Keys for tests (`sk_test_`) and publishable keys (`pk_`) are no secrets.
"""

from backlint.rule import Item, Precision, SecretQuery, Severity, declare_rule
from backlint.weaknesses import HARDCODED_SECRET

RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.SECRETS,
    detects=SecretQuery(
        pattern=r"(?<![A-Za-z0-9_-])((?:sk|rk)_live_[0-9A-Za-z]{16,247}|whsec_[0-9A-Za-z]{32})(?![A-Za-z0-9_-])",
        keywords=("sk_live_", "rk_live_", "whsec_"),
        min_entropy=3.0,
    ),
    message="a live Stripe key ({excerpt}) is in the source",
    remedy="roll the key in Stripe's dashboard, and read the new one from the environment",
    severity=Severity.CRITICAL,
    precision=Precision.HIGH,
    weaknesses=(HARDCODED_SECRET,),
    since="0.1.0",
    references=("https://docs.stripe.com/keys",),
)
