"""Private files that git tracks, in real repositories."""

from __future__ import annotations

import base64
import random
import subprocess
from pathlib import Path

import pytest

from backlint.catalog import load_rules
from backlint.engines.texts import Texts
from backlint.files import find_files
from backlint.findings import Finding, Severity

RULES = load_rules()
DRAW = random.Random(5)
PUTTY = b"PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: %s\nComment: x\n"
SECRET = b"DB_PASSWORD=kettle-orbit-41\n"


def pem(kind: str, data: bytes) -> bytes:
    return f"-----BEGIN {kind}-----\n{base64.encodebytes(data).decode()}-----END {kind}-----\n".encode()


def openssh(cipher: bytes) -> bytes:
    data = b"openssh-key-v1\0" + len(cipher).to_bytes(4, "big") + cipher + DRAW.randbytes(200)
    return pem("OPENSSH " + "PRIVATE KEY", data)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    git(tmp_path, "init", "-q")
    return tmp_path


def git(root: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *identity, *arguments], cwd=root, check=True, capture_output=True)


def write(root: Path, name: str, content: bytes) -> None:
    place = root / name
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(content)


def found(root: Path) -> dict[str, Finding]:
    """The findings about files as a whole that are shown, by path."""
    findings = (one for outcome in Texts(find_files(root)).search(RULES) for one in outcome.findings)
    told = {"env-file-tracked", "key-file-tracked"}
    return {one.location.path: one for one in findings if one.rule in told and one.to_act_on}


def test_what_git_tracks_is_found_and_the_rest_is_not(root: Path) -> None:
    for name in (".env", ".env.production", "deploy/prod.env", "ignored/.env", "new/.env"):
        write(root, name, SECRET)
    for name in (".env.example", ".env.sample", ".env.template", ".env.dist", ".env.test", "tests/.env"):
        write(root, name, SECRET)
    write(root, "empty/.env", b"DB_PASSWORD=\nAPI_TOKEN=changeme\nDEBUG=true\nPORT=8000\nTOKEN=${TOKEN}\n")
    write(root, ".gitignore", b"ignored/\n")
    git(root, "add", ".", ":!new")
    git(root, "commit", "-qm", "x")
    assert set(found(root)) == {".env", ".env.production", "deploy/prod.env"}
    git(root, "rm", "-q", "--cached", ".env")
    assert set(found(root)) == {".env.production", "deploy/prod.env"}


def test_a_file_that_is_ignored_and_yet_tracked_is_found(root: Path) -> None:
    write(root, ".env", SECRET * 2)
    git(root, "add", ".env")
    write(root, ".gitignore", b".env\n")
    (finding,) = found(root).values()
    assert finding.severity is Severity.HIGH
    assert finding.message == ".env with 2 secrets is a part of the repository"
    assert finding.why == "git tracks the file"


def test_without_git_nobody_knows(tmp_path: Path) -> None:
    write(tmp_path, ".env", SECRET)
    assert found(tmp_path) == {}


def test_keys(root: Path) -> None:
    files = {
        "a.p12": (b"\x30\x82\x0a\x00\x02\x01\x03" + DRAW.randbytes(300), Severity.MEDIUM),
        "a.jks": (b"\xfe\xed\xfe\xed\0\0\0\2" + DRAW.randbytes(300), Severity.MEDIUM),
        "a.ppk": (PUTTY % b"none", Severity.CRITICAL),
        "b.ppk": (PUTTY % b"aes256-cbc", Severity.LOW),
        "a.der": (b"\x30\x82\x04\xa4\x02\x01\x00\x02\x82" + DRAW.randbytes(300), Severity.CRITICAL),
        "a.pem": (pem("ENCRYPTED " + "PRIVATE KEY", DRAW.randbytes(300)), Severity.LOW),
        "id_ed25519": (openssh(b"aes256-ctr"), Severity.LOW),
    }
    for name, (content, _) in files.items():
        write(root, name, content)
    for name, content in {
        "id_rsa": openssh(b"none"),  # `private-key` finds it
        "id_rsa.pub": b"ssh-rsa AAAAB3NzaC1yc2E me",
        "cert.pem": pem("CERTIFICATE", DRAW.randbytes(300)),
        "public.key": pem("PUBLIC KEY", DRAW.randbytes(100)),
        "cert.der": b"\x30\x82\x04\xa4\x30\x82\x03\x8c\xa0\x03\x02\x01\x02" + DRAW.randbytes(300),
        "truststore.jks": files["a.jks"][0],
        "api.key": b"not a key at all",
        "tests/a.p12": files["a.p12"][0],
        "ssl-cert-snakeoil.der": files["a.der"][0],
        "empty.pfx": b"",
    }.items():
        write(root, name, content)
    git(root, "add", ".")
    assert {path: one.severity for path, one in found(root).items()} == {
        name: severity for name, (_, severity) in files.items()
    }
