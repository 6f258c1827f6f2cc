"""Files that are private as a whole, whatever else is said of what stands in them: environments, keys, stores of keys."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from backlint.concepts import KeptFile
from backlint.engines.places import is_aside
from backlint.files import Kind, ProjectFile
from backlint.findings import Finding, Location, Precision, Severity
from backlint.stages import is_for_show

_KEYS = frozenset({".pem", ".key", ".der", ".p8", ".ppk"})
_NAMES = frozenset({"id_rsa", "id_dsa", "id_ecdsa", "id_ed25519"})
_STORES = frozenset({".p12", ".pfx", ".jks", ".jceks", ".keystore", ".kdbx"})
_STORE = re.compile(rb"\xfe\xed\xfe\xed|\xce\xce\xce\xce|\x03\xd9\xa2\x9a|\x30[\x80-\x84]")
"""How JKS, JCEKS and KeePass begin (their magic numbers), and PKCS #12: an ASN.1 sequence (RFC 7292)."""

_PUBLIC = re.compile(r"trust|cacerts|(?:^|[._-])(?:ca|pub|public|cert|certs|chain|fullchain)(?:[._-]|$)", re.IGNORECASE)
_ENCRYPTED = re.compile(rb"-----BEGIN ENCRYPTED PRIVATE KEY-----|Proc-Type: 4,ENCRYPTED")
_PUTTY = re.compile(rb"PuTTY-User-Key-File-\d.*?\nEncryption: (?P<cipher>[\w-]+)", re.DOTALL)
_OPENSSH = re.compile(rb"-----BEGIN OPENSSH PRIVATE KEY-----\s*(?P<body>[A-Za-z0-9+/=\s]+)")
_NO_CIPHER = b"b3BlbnNzaC1rZXktdjEAAAAABG5vbm"
"""The beginning of a key of OpenSSH's format without a password (PROTOCOL.key): the cipher `none`, in base64."""

_DER = re.compile(rb"\x30[\x81-\x84].{1,4}\x02\x01[\x00\x01][\x02\x30\x04]", re.DOTALL)
"""A private key as ASN.1 has it (PKCS #1, #8, SEC 1): a sequence that begins with a version."""


def is_kept(file: ProjectFile) -> bool:
    """Whether a file may be private as a whole, by its name; what git only sees and does not track is not kept."""
    name = PurePosixPath(file.path)
    private = file.kind is Kind.ENV or name.suffix.lower() in _KEYS | _STORES or name.name in _NAMES
    return private and file.tracked is not False


def kept_file(file: ProjectFile, content: bytes, found: Iterable[Finding]) -> Iterator[KeptFile]:
    """Yield what a file is, when it is private; `found` are the findings about secrets in it."""
    found = tuple(found)
    aside = is_aside(file.path) or is_for_show(file.path)
    if file.kind is Kind.ENV:
        # What was found with little precision is a stand-in, or the file is a sample.
        lines = {one.location.line for one in found}
        # The file is a fault at the first secret that is sure, which is not told twice.
        first = min(found, key=lambda one: (-one.precision, one.location), default=None)
        holds, place = ("secrets", first.location) if first is not None else ("", Location(file.path, 0))
    else:
        content = content[:100_000]
        lines, holds = set(), _holding(PurePosixPath(file.path), content)
        place = Location(file.path, content.count(b"\n", 0, max(content.find(b"-----BEGIN"), 0)) + 1)
    if holds:
        yield KeptFile(
            location=place,
            callee=file.path,
            name=PurePosixPath(file.path).name,
            holds=holds,
            tracked=file.tracked,
            secrets=len(lines),
            sure=max((one.precision for one in found), default=Precision.HIGH),
            severity=max((one.severity for one in found), default=Severity.HIGH),
            aside=aside,
        )


def _holding(path: PurePosixPath, content: bytes) -> str:
    """Return what a file of keys holds, "" for what is public, or is a finding of its own: a key in PEM that is open."""
    if path.suffix.lower() in _STORES:
        return "key-store" if _STORE.match(content) and not _PUBLIC.search(path.name) else ""
    if _ENCRYPTED.search(content):
        return "encrypted-key"
    putty = _PUTTY.match(content)
    if putty is not None:
        return "key" if putty["cipher"] == b"none" else "encrypted-key"
    openssh = _OPENSSH.search(content)
    if openssh is not None:
        return "" if b"".join(openssh["body"].split()).startswith(_NO_CIPHER) else "encrypted-key"
    return "key" if _DER.match(content) else ""
