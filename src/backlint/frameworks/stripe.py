"""Stripe: webhooks that show where they come from."""

from __future__ import annotations

from backlint.execution.taint import EVERY_SINK
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import marks, sanitizers

LIBRARY = LibraryModel(
    name="stripe",
    distribution="stripe",
    packages=("stripe",),
    # Raises unless the signature header fits the body.
    sanitizers=sanitizers(EVERY_SINK, "0:payload 1:sig_header", "stripe.Webhook.construct_event"),
    marks=marks("authentication", "stripe.Webhook.construct_event", "stripe.WebhookSignature.verify_header"),
)
