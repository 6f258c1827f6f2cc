"""Examples of the rule mail-key; see the package."""

from __future__ import annotations

from engines.secret_cases.drawing import (
    ALNUM,
    BASE64,
    HEX,
    LOWER,
    UPPER,
    UPPER_HEX,
    URLSAFE,
    Example,
    assigned,
    uuid,
)

EXAMPLES: tuple[Example, ...] = (
    ("a SendGrid key", lambda d: "SG." + d(URLSAFE, 22) + "." + d(URLSAFE, 43)),
    ("a Mailgun key", lambda d: "key-" + d(HEX, 32)),
    ("a Mailgun key", lambda d: assigned("MAILGUN_API_KEY", d(HEX, 32) + "-" + d(HEX, 8) + "-" + d(HEX, 8))),
    ("a Mailchimp key", lambda d: d(HEX, 32) + "-us6"),
    ("a Mailchimp key", lambda d: d(HEX, 32) + "-us21"),
    ("a Mandrill key", lambda d: "md-" + d(URLSAFE, 22)),
    ("a Brevo key", lambda d: "xkeysib-" + d(HEX, 64) + "-" + d(ALNUM, 16)),
    ("a Brevo SMTP key", lambda d: "xsmtpsib-" + d(HEX, 64) + "-" + d(ALNUM, 16)),
    ("a Resend key", lambda d: "re_" + d(ALNUM, 8) + "_" + d(ALNUM, 24)),
    ("a MailerSend token", lambda d: "mlsn." + d(HEX, 64)),
    ("a private Klaviyo key", lambda d: "pk_" + d(HEX, 34)),
    ("a Courier key", lambda d: "pk_prod_" + d(ALNUM, 28)),
    ("a Telnyx key", lambda d: "KEY" + d(UPPER_HEX, 32) + "_" + d(ALNUM, 22)),
    ("the SID of a Twilio key", lambda d: "SK" + d(HEX, 32)),
    ("a Twilio auth token", lambda d: assigned("TWILIO_API_KEY", d(HEX, 32))),
    ("the secret of a Twilio key", lambda d: assigned("TWILIO_API_KEY", d(ALNUM, 32))),
    ("a Postmark token", lambda d: assigned("POSTMARK_API_KEY", uuid(d))),
    ("a Mailjet secret", lambda d: assigned("MAILJET_API_KEY", d(HEX, 32))),
    ("a Mailtrap token", lambda d: assigned("MAILTRAP_API_KEY", d(HEX, 32))),
    ("a SparkPost key", lambda d: assigned("SPARKPOST_API_KEY", d(HEX, 40))),
    ("an Elastic Email key", lambda d: assigned("ELASTICEMAIL_API_KEY", d(UPPER_HEX, 96))),
    ("a ConvertKit secret", lambda d: assigned("CONVERTKIT_API_KEY", d(URLSAFE, 43))),
    ("a Customer.io key", lambda d: assigned("CUSTOMERIO_API_KEY", d(LOWER, 22))),
    ("a MessageBird key", lambda d: assigned("MESSAGEBIRD_API_KEY", d(ALNUM, 25))),
    ("a Plivo token", lambda d: assigned("PLIVO_API_KEY", d(ALNUM, 45))),
    ("a Sinch token", lambda d: assigned("SINCH_API_KEY", d(HEX, 32))),
    ("a ClickSend key", lambda d: assigned("CLICKSEND_API_KEY", uuid(d))),
    ("an SMTP2GO key", lambda d: assigned("SMTP2GO_API_KEY", "api-" + d(UPPER_HEX, 32))),
    ("a password of Amazon's SMTP", lambda d: assigned("SES_API_KEY", "B" + d(BASE64, 43))),
    ("a Loops key", lambda d: assigned("LOOPS_API_KEY", d(LOWER, 32))),
    (
        "a Mailmodo key",
        lambda d: assigned("MAILMODO_API_KEY", d(UPPER, 7) + "-" + d(UPPER, 7) + "-" + d(UPPER, 7) + "-" + d(UPPER, 7)),
    ),
    ("a Beamer key", lambda d: "b_" + d(ALNUM, 44)),
)
