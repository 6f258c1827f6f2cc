"""Tokens that are taken out of the address of a request where they tell who is calling."""

from __future__ import annotations

import re
from collections.abc import Iterator

from backlint.concepts import SourceKind, TokenInUrl
from backlint.engines.entries import Entries, EntryRun
from backlint.execution.places import location_of
from backlint.execution.program import Effect
from backlint.execution.taint import Origin, Site, in_order
from backlint.frameworks.routes import Route

_CHECKED = "authentication"
_DECODES = re.compile(r"(?:^|\.)(?:jwt|jws|jose|joserfc|PyJWT|JsonWebToken|decode_token)\b")
_SENT_BY_MAIL = re.compile(
    r"confirm|verif|activat|reset|forgot|recover|invit|accept|magic|unsubscri|callback|oauth|oidc|sso|saml|download|"
    r"preview|share|embed|stream|file|image|media|export|feed|webhook|log_?in|sign_?in|auth|token|email|mail|launch|lti",
    re.IGNORECASE,
)
"""Words of routes whose address is made for one use: in a mail, by another server, where a page shows a picture."""


def url_tokens(entries: Entries) -> Iterator[TokenInUrl]:
    """Yield the places where a token is checked that came in the query, before or in what answers more than a link."""
    seen: set[Site] = set()
    for _, runs in entries.applications:
        for entry in runs:
            if entry.route.websocket or _is_link(entry.route):
                continue
            for effect, origin in _read(entry):
                if effect.site not in seen:
                    seen.add(effect.site)
                    yield TokenInUrl(
                        location=location_of(effect.site),
                        scope=effect.site.scope,
                        callee=effect.callee,
                        name=origin.text,
                        endpoint=entry.title,
                    )


def _read(entry: EntryRun) -> Iterator[tuple[Effect, Origin]]:
    for run in entry.runs():
        for effect in run.effects:
            if effect.mark == _CHECKED and _DECODES.search(effect.callee):
                origin = next((one.origin for one in in_order(effect.taints) if _is_query(one.origin)), None)
                if isinstance(origin, Origin):
                    yield effect, origin


def _is_query(origin: object) -> bool:
    """Tell whether something is read from the query, and from nowhere else."""
    return isinstance(origin, Origin) and SourceKind.QUERY in origin.kinds and SourceKind.BODY not in origin.kinds


def _is_link(route: Route) -> bool:
    """Tell whether a route is made to be opened by a link, by its path and its handler's own name."""
    name = route.name.rpartition(":")[2].rpartition(".")[2]
    return _SENT_BY_MAIL.search(f"{route.path} {name}") is not None
