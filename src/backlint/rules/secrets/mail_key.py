"""A key of a service for mail or messages is in the source.

## Why is this bad?

The key sends in the owner's name, from a sender that filters trust, and reads addresses and numbers of customers.

## Example

```python
from sendgrid import SendGridAPIClient

client = SendGridAPIClient("SG.…")
```

## Use instead

```python
import os

from sendgrid import SendGridAPIClient

client = SendGridAPIClient(os.environ["SENDGRID_API_KEY"])
```

## Limits

Keys that have no letters of their own are found by the name that they are given.
"""

import re

from backlint.formats import ALPHANUMERIC, HEXADECIMAL, LOWER, UPPER, URLSAFE, UUID, named, prefixed, written
from backlint.rule import Item, Precision, SecretQuery, Severity, declare_rule
from backlint.weaknesses import HARDCODED_SECRET

MAILGUN = "app.mailgun.com/settings/api_security"
TWILIO = "console.twilio.com, API keys & tokens"


def mixes(key: str) -> bool:
    """Whether a key mixes digits, small and capital letters, as names of styles do not."""
    return all(len(re.findall(letters, key)) >= 2 for letters in ("[0-9]", "[a-z]", "[A-Z]"))


FORMATS = (
    # https://www.twilio.com/docs/sendgrid/ui/account-and-settings/api-keys
    prefixed(
        "a SendGrid key",
        "SG.",
        URLSAFE,
        22,
        "app.sendgrid.com/settings/api_keys",
        then=r"\.[A-Za-z0-9_-]{43}",
        min_entropy=3.5,
    ),
    prefixed("a Mailgun key", "key-", HEXADECIMAL, 32, MAILGUN),
    named("a Mailgun key", "mailgun", HEXADECIMAL, 50, MAILGUN, shape="[0-9a-f]{32}-[0-9a-f]{8}-[0-9a-f]{8}"),
    written(
        "a Mailchimp key",
        "-us",
        r"(?<![A-Za-z0-9_-])([0-9a-f]{32}-us\d{1,2})(?![A-Za-z0-9_-])",
        "admin.mailchimp.com/account/api",
        before=32,
    ),
    prefixed("a Mandrill key", "md-", URLSAFE, 22, "mandrillapp.com/settings", valid=mixes, min_entropy=3.5),
    prefixed("a Brevo key", "xkeysib-", HEXADECIMAL, 64, "app.brevo.com/settings/keys/api", then="-[A-Za-z0-9]{16}"),
    prefixed(
        "a Brevo SMTP key", "xsmtpsib-", HEXADECIMAL, 64, "app.brevo.com/settings/keys/smtp", then="-[A-Za-z0-9]{16}"
    ),
    prefixed("a Resend key", "re_", ALPHANUMERIC, 8, "resend.com/api-keys", then="_[A-Za-z0-9]{24}", valid=mixes),
    prefixed("a MailerSend token", "mlsn.", HEXADECIMAL, 64, "app.mailersend.com/api-tokens"),
    prefixed("a private Klaviyo key", "pk_", HEXADECIMAL, 34, "klaviyo.com/settings/account/api-keys"),
    prefixed("a Courier key", ("pk_prod_", "dk_prod_"), ALPHANUMERIC, 28, "app.courier.com/settings/api-keys"),
    prefixed("a Telnyx key", "KEY", "0-9A-F", 32, "portal.telnyx.com, API keys", then="_[A-Za-z0-9]{22}"),
    # https://www.twilio.com/docs/iam/api-keys
    prefixed("the SID of a Twilio key", "SK", HEXADECIMAL, 32, TWILIO, min_entropy=3.2, severity=Severity.MEDIUM),
    named("a Twilio auth token", "twilio", HEXADECIMAL, 32, TWILIO),
    named("the secret of a Twilio key", "twilio", ALPHANUMERIC, 32, TWILIO, min_entropy=4.0),
    named("a Postmark token", "postmark", HEXADECIMAL, 36, "account.postmarkapp.com/api_tokens", shape=UUID),
    named("a Mailjet secret", ("mailjet", "mj_api"), HEXADECIMAL, 32, "app.mailjet.com/account/apikeys"),
    named("a Mailtrap token", "mailtrap", HEXADECIMAL, 32, "mailtrap.io/api-tokens"),
    named("a SparkPost key", "sparkpost", HEXADECIMAL, 40, "app.sparkpost.com/account/api-keys"),
    named("an Elastic Email key", ("elasticemail", "elastic_email"), "A-F0-9", 96, "app.elasticemail.com, Settings"),
    named(
        "a ConvertKit secret",
        "convertkit",
        URLSAFE,
        43,
        "app.kit.com/account_settings/developer_settings",
        min_entropy=3.5,
    ),
    named(
        "a Customer.io key",
        ("customerio", "customer_io"),
        LOWER,
        (20, 32),
        "fly.customer.io/settings/api_credentials",
        min_entropy=3.3,
    ),
    named(
        "a MessageBird key",
        ("messagebird", "message_bird"),
        ALPHANUMERIC,
        25,
        "dashboard.messagebird.com, API access",
        min_entropy=3.3,
    ),
    named("a Plivo token", "plivo", ALPHANUMERIC, (40, 60), "console.plivo.com", min_entropy=3.5),
    named("a Sinch token", "sinch", HEXADECIMAL, 32, "dashboard.sinch.com/settings"),
    named("a ClickSend key", "clicksend", HEXADECIMAL, 36, "dashboard.clicksend.com", shape="(?i:" + UUID + ")"),
    named("an SMTP2GO key", "smtp2go", UPPER, 36, "app.smtp2go.com/settings/apikeys", shape="api-[A-F0-9]{32}"),
    named(
        "a password of Amazon's SMTP",
        ("ses_", "smtp"),
        "A-Za-z0-9+/",
        44,
        "AWS SES, SMTP settings",
        shape="B[A-Za-z0-9+/]{43}",
        min_entropy=4.0,
    ),
    named("a Loops key", "loops", LOWER, 32, "app.loops.so/settings?page=api"),
    named("a Mailmodo key", "mailmodo", UPPER, 31, "manage.mailmodo.com", shape="[A-Z0-9]{7}(?:-[A-Z0-9]{7}){3}"),
    prefixed("a Beamer key", "b_", "A-Za-z0-9=_/-", 44, "app.getbeamer.com/settings", valid=mixes),
)

RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.SECRETS,
    detects=SecretQuery(formats=FORMATS),
    message="{secret} ({excerpt}) is in the source",
    remedy="make a new key, delete this one, and read the new one from the environment",
    severity=Severity.HIGH,
    precision=Precision.HIGH,
    weaknesses=(HARDCODED_SECRET,),
    since="0.1.0",
    references=("https://www.twilio.com/docs/sendgrid/ui/account-and-settings/api-keys",),
)
