"""Manifests of secrets, and other settings that hold them in base64, as what they say."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from backlint.facts.entries import Entry
from backlint.secrecy import is_random, purpose_of, reads_as_name

IS_SECRET = re.compile(r"^kind:[ \t]*[\"']?Secret\b", re.MULTILINE)
_OPEN_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[^@\s?]*$")
"""An address without a password and without what is asked for there."""

_BASE64 = re.compile(r"[A-Za-z0-9+/\s]{4,}={0,2}\s*")
_PRIVATE = re.compile(r"PRIVATE KEY(?: BLOCK)?-----")
_OF_KEYS = "LS0tLS1CRUdJTi"
"""How every key in PEM begins in base64, as a file of Kubernetes' clients has it (`client-key-data`)."""


def opened(entries: Iterable[Entry], *, is_secret: bool) -> Iterator[Entry]:
    """Yield entries, those in base64 as what they say: a manifest's data, a client's key, the login of a registry.

    The place stays that of the text as it stands there.
    """
    for entry in entries:
        parts = entry.key.split(".")
        above = parts[0] if len(parts) > 1 else ""
        if is_secret and above in {"data", "stringData"}:
            # What is no text in base64 is a key of any bytes, or belongs to a map of settings in the same file.
            value = (_decoded(entry.value) or entry.value) if above == "data" else entry.value
            if _PRIVATE.search(value):
                yield replace(entry, key="private_key")
            elif value == entry.value and above == "data":
                yield entry
            elif _is_one(name := entry.key.partition(".")[2], value) and not _OPEN_ADDRESS.match(value):
                yield replace(entry, value=value, key=_named(name, value), width=len(entry.value))
        elif parts[-1] == "auth" and "auths" in parts and ":" in (login := _decoded(entry.value)):
            yield replace(entry, value=login.partition(":")[2], key="registry_password", width=len(entry.value))
        elif entry.value.startswith(_OF_KEYS) and _PRIVATE.search(_decoded(entry.value)):
            first = entry.value.split(maxsplit=1)[0]
            yield replace(entry, key="private_key", value="".join(entry.value.split()), width=len(first))
        else:
            yield entry


def _is_one(name: str, value: str) -> bool:
    """Tell whether a text is one secret and no settings or words: without blanks, unless its name says what it is."""
    return not any(one.isspace() for one in value) or (purpose_of(name.replace(".", "_")) != "" and "\n" not in value)


def _named(name: str, value: str) -> str:
    """Return a name for an entry of a manifest of secrets: what stands there is one, but for who it is for and where, and
    what is called there.
    """
    plain = name.replace(".", "_")
    is_known = purpose_of(plain) or _BESIDE.search(plain) or (reads_as_name(value) and not is_random(value))
    return plain if is_known else f"{plain}_secret"


_BESIDE = re.compile(
    r"user|host|port|name|url|uri|email|region|bucket|endpoint|cert|crt|public|type|version|mode|level|path|file|id$",
    re.IGNORECASE,
)


def _decoded(value: str) -> str:
    """Return what a text in base64 says, "" where it is none or says nothing that can be printed."""
    if not _BASE64.fullmatch(value):
        return ""
    try:
        said = base64.b64decode("".join(value.split()), validate=True).decode("utf-8")
    except (binascii.Error, ValueError):
        return ""
    return said.strip() if said.strip() and all(one.isprintable() or one.isspace() for one in said) else ""
