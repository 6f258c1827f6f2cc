"""Signed texts by which somebody gets in or sets a password, and how old they may be when they are read.

itsdangerous 0.24 to 2.2: `loads(s, max_age=None)` of the timed serializers; the others know no time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from backlint.concepts import UNREAD, Fact, State, TokenSigning
from backlint.execution.values import CallEvent, Produced
from backlint.frameworks.configuration.arguments import Option, last_name
from backlint.frameworks.configuration.survey import Survey

_PACKAGE = "itsdangerous."
_AGE = Option("max_age", 1)
_LETS_IN = re.compile(r"reset|forgot|recover|passw|magic|log_?in|sign_?in", re.IGNORECASE)
"""Names of functions and salts of what lets somebody in; an unsubscription or a confirmed address may stay valid."""


def signed_links(survey: Survey) -> Iterator[Fact]:
    """Yield the signed texts that let somebody in and stay valid for ever."""
    for event in survey.named("loads"):
        if not event.callee.startswith(_PACKAGE) or not _lets_in(survey, event) or event.arguments.opaque:
            continue
        age = survey.given(event.arguments, _AGE)
        if _is_timed(event) and (age.explicit and not (age.reading.known and age.reading.may_be(None))):
            continue
        yield TokenSigning(
            location=survey.location(event.site),
            scope=event.site.scope,
            callee=event.callee.rpartition(".")[0],
            production=survey.production(event.site),
            key=UNREAD,
            algorithm=UNREAD,
            expires=State.NO,
        )


def _is_timed(event: CallEvent) -> bool:
    made = event.receiver.call if isinstance(event.receiver, Produced) else None
    return "Timed" in (made.callee if made is not None else event.callee)


def _lets_in(survey: Survey, event: CallEvent) -> bool:
    """Tell whether a name says so: of the function, or the salt, where what is signed is read, or where its reader is made."""
    salts = [survey.given(event.arguments, Option("salt"))]
    if isinstance(event.receiver, Produced):
        salts.append(survey.given(event.receiver.call.arguments, Option("salt", 1)))
    texts = [text for salt in salts for text in salt.reading.texts]
    return any(map(_LETS_IN.search, (last_name(event.site.scope), *texts)))


FACTS = signed_links
