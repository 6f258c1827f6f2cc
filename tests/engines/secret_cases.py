"""A true example and look-alikes of every known format, put together here so that the repository holds none."""

from __future__ import annotations

import base64
import json
import random
import string
from collections.abc import Mapping
from dataclasses import dataclass

ALNUM = string.ascii_letters + string.digits
HEX = string.digits + "abcdef"
BASE32 = string.ascii_uppercase + "234567"
URLSAFE = ALNUM + "-_"


def noise(length: int, alphabet: str = ALNUM, seed: int = 7) -> str:
    """Text that looks drawn at random and is the same each time."""
    return "".join(random.Random(seed).choices(alphabet, k=length))


def encoded(value: object) -> str:
    data = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def pem(data: bytes, kind: str = "", line_end: str = "\n") -> str:
    text = base64.b64encode(data).decode()
    lines = [text[start : start + 64] for start in range(0, len(text), 64)]
    edge = "-----{} " + kind + "PRIVATE KEY-----"
    return line_end.join((edge.format("BEGIN"), *lines, edge.format("END"), ""))


def sequence(length: int) -> bytes:
    """An ASN.1 sequence of that many bytes, as every key of that encoding is."""
    return b"\x30\x82" + length.to_bytes(2, "big") + random.Random(3).randbytes(length)


def token(header: object, claims: object) -> str:
    return f"{encoded(header)}.{encoded(claims)}.{noise(43, URLSAFE)}"


# Two tokens that their makers have shown to explain the checksum; neither has ever opened anything since.
GITHUB = "ghp_" + "zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ" + "0mLq17"
NPM = "npm_" + "qkJaB6MffYVzZXWqmcoF49yrUxP3wf" + "0LsakP"
SERVICE_ACCOUNT = json.dumps(
    {
        "type": "service_account",
        "private_key_id": noise(40, HEX),
        "private_key": pem(sequence(1200)),
        "client_email": "shop@shop.iam",
    },
    indent=2,
)
EMULATOR = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq" + "/K1SZFPTOtr/KBHBeksoGMGw=="
OPENSSH = b"openssh-key-v1\0\0\0\0\4"


@dataclass(frozen=True)
class Cases:
    """`examples` must be found, and each of them once; `lookalikes` must not."""

    examples: tuple[str, ...]
    lookalikes: tuple[str, ...]


SECRETS: Mapping[str, Cases] = {
    "anthropic-key": Cases(("sk-" + "ant-api03-" + noise(95, URLSAFE),), ("sk-" + "ant-api03-" + "x" * 95, "sk-ant-…")),
    "atlassian-token": Cases(("ATATT3" + "xFfGF0" + noise(180, URLSAFE),), ("ATATT3" + "xxxx" * 40, "ATATT3xFfGF0")),
    "aws-access-key": Cases(
        ("AKIA" + noise(16, BASE32), "key: " + "ASIA" + noise(16, BASE32, 9)),
        ("AKIA" + "IOSFODNN7EXAMPLE", "AKIA" + "X" * 16, "AKIA" + "1" * 16, "MAKIA" + noise(16, BASE32)),
    ),
    "aws-secret-key": Cases(
        (
            'AWS_SECRET_ACCESS_KEY = "' + noise(40, ALNUM + "/+") + '"',
            "aws_secret_access_key=" + noise(40),
            '"SecretAccessKey": "' + noise(40) + '"',
        ),
        (
            "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCY" + "EXAMPLEKEY",
            "aws_secret_access_key=" + "a" * 40,
            "commit secret " + noise(40, HEX),
            "aws_secret_access_key = ${AWS_SECRET_ACCESS_KEY}",
        ),
    ),
    "azure-storage-key": Cases(
        ("AccountName=shop;AccountKey=" + noise(86) + "==;EndpointSuffix=core",),
        ("AccountKey=" + EMULATOR, "AccountKey=" + "0" * 86 + "==", "AccountKey=${KEY}"),
    ),
    "databricks-token": Cases(("dapi" + noise(32, HEX),), ("dapi" + "0" * 32, "dapi" + "1234567890abcdef" * 2)),
    "digitalocean-token": Cases(("dop_" + "v1_" + noise(64, HEX),), ("dop_v1_" + "a" * 64, "dop_v1_" + noise(20, HEX))),
    "discord-bot-token": Cases(
        ("discord: " + encoded(b"812345678901234567") + "." + noise(6) + "." + noise(38, URLSAFE),),
        ("discord: " + noise(24).replace(noise(24)[0], "M") + "." + noise(6) + "." + noise(38), "discord MTIz.abc.def"),
    ),
    "discord-webhook": Cases(
        ("https://discord.com/api/webhooks/812345678901234567/" + noise(68, URLSAFE),),
        (
            "https://discord.com/api/webhooks/812345678901234567/" + "x" * 68,
            "https://discord.com/api/webhooks/ID/TOKEN",
        ),
    ),
    "docker-hub-token": Cases(
        ("dckr_" + "pat_" + noise(27, URLSAFE),), ("dckr_pat_" + "x" * 27, "dckr_pat_your-token")
    ),
    "github-fine-grained-token": Cases(
        ("github_" + "pat_" + noise(22) + "_" + noise(59),),
        ("github_pat_" + "x" * 22 + "_" + "y" * 59, "github_pat_" + noise(22)),
    ),
    "github-token": Cases(
        (GITHUB,),
        (
            GITHUB[:-1] + "8",
            "ghp_" + "x" * 36,
            "ghp_" + "1234567890" * 3 + "abcdef",
            "ghp_" + noise(36),
            "see ghp_ tokens",
        ),
    ),
    "gitlab-token": Cases(
        ("glpat-" + noise(20, URLSAFE), "glpat-" + noise(40, URLSAFE) + ".01.0x1ab2cd3", "glrt-" + noise(20)),
        ("glpat-" + "x" * 20, "glpat-" + "ABCDEFGHIJKLMNOPQRST", "glpat-your-token-here-please"),
    ),
    "google-api-key": Cases(
        ("AIza" + "Sy" + noise(33, URLSAFE),), ("AIza" + "x" * 35, "AIzaSy…", "AIza" + "Sy" + noise(20))
    ),
    "google-service-account": Cases(
        (SERVICE_ACCOUNT,),
        ('{"private_key_id": "' + noise(40, HEX) + '", "private_key": "-----BEGIN PRIVATE KEY-----\\n…"}',),
    ),
    "hugging-face-token": Cases(
        ("hf_" + noise(34, string.ascii_letters),), ("hf_" + "x" * 34, "hf_hub_download_from_the_repository_of")
    ),
    "jwt-token": Cases(
        (token({"alg": "HS256", "typ": "JWT"}, {"sub": "412", "role": "admin"}),),
        (
            token({"alg": "HS256", "typ": "JWT"}, {"sub": "1234567890", "name": "John Doe", "iat": 1516239022}),
            token({"alg": "none"}, {"sub": "412"}),
            token({"typ": "JWT"}, {"sub": "412"}),
            "eyJ" + noise(30) + ".eyJ" + noise(30) + "." + noise(43),
        ),
    ),
    "mailchimp-key": Cases((noise(32, HEX) + "-us6",), ("0" * 32 + "-us6", "en-us6", noise(31, HEX) + "-us6")),
    "mailgun-key": Cases(
        (
            "mailgun " + "key-" + noise(32, HEX),
            "MAILGUN=" + noise(32, HEX) + "-" + noise(8, HEX) + "-" + noise(8, HEX, 2),
        ),
        ("mailgun key-" + "x" * 32, "mailgun key-" + "0" * 32, "key-" + noise(32, HEX)),
    ),
    "new-relic-key": Cases(("NRAK-" + noise(27, string.ascii_uppercase + string.digits),), ("NRAK-" + "X" * 27,)),
    "npm-token": Cases(("_authToken=" + NPM,), ("npm_" + "x" * 36, "npm_" + noise(36), "_authToken=${NPM_TOKEN}")),
    "openai-key": Cases(
        (
            "sk-" + noise(20) + "T3BlbkFJ" + noise(20),
            "sk-" + "proj-" + noise(74, URLSAFE) + "T3BlbkFJ" + noise(74, URLSAFE),
        ),
        ("sk-" + noise(48), "sk-your-key", "sk-" + "x" * 20 + "T3BlbkFJ" + "x" * 20),
    ),
    "private-key": Cases(
        (
            pem(sequence(1200)),
            pem(sequence(1190), "RSA "),
            pem(OPENSSH + b"none" + random.Random(5).randbytes(300), "OPENSSH "),
            'KEY = "' + pem(b"\x30\x2e" + random.Random(1).randbytes(46), line_end="\\n") + '"',
        ),
        (
            "-----BEGIN PRIVATE KEY-----\n…\n-----END PRIVATE KEY-----",
            "-----BEGIN RSA PRIVATE KEY-----\n" + "MIIEpAIBAAKCAQEA" * 5 + "\n-----END RSA PRIVATE KEY-----",
            "-----BEGIN PRIVATE KEY-----\n" + "x" * 400 + "\n-----END PRIVATE KEY-----",
            pem(OPENSSH + b"aes2" + random.Random(5).randbytes(300), "OPENSSH "),
            pem(sequence(1200), "ENCRYPTED "),
            pem(sequence(1200)).replace("PRIVATE", "PUBLIC"),
        ),
    ),
    "pypi-token": Cases(
        ("password = " + "pypi-" + "AgEIcHlwaS5vcmc" + noise(140, URLSAFE),),
        ("pypi-" + "AgEIcHlwaS5vcmc" + "x" * 80, "pypi-AgEI…", "pypi-" + noise(150)),
    ),
    "sendgrid-key": Cases(
        ("SG." + noise(22, URLSAFE) + "." + noise(43, URLSAFE),), ("SG." + "x" * 22 + "." + "y" * 43, "SG.a.b")
    ),
    "shopify-token": Cases(
        ("shpat_" + noise(32, HEX), "shpss_" + noise(32, HEX)), ("shpat_" + "0" * 32, "shpat_" + noise(12, HEX))
    ),
    "slack-token": Cases(
        (
            "xoxb-" + "123450987612-" + "543210678932-" + noise(24),
            "xapp-" + "1-A0123BCDE-5432106789321-" + noise(64, HEX),
        ),
        ("xoxb-" + "your-token", "xoxb-" + "123450987612-543210678932-" + "x" * 24, "xoxb-…"),
    ),
    "slack-webhook": Cases(
        ("https://hooks." + "slack.com/services/T024F8JKL/B0BQ3M5ZT/" + noise(24),),
        (
            "https://hooks.slack.com/services/" + "T00000000/B00000000/" + "X" * 24,
            "https://hooks.slack.com/services/T/B/x",
        ),
    ),
    "square-token": Cases(
        ("EAAA" + "l" + noise(59, URLSAFE), "sq0" + "csp-" + noise(43, URLSAFE)), ("sq0csp-" + "x" * 43,)
    ),
    "stripe-key": Cases(
        ("sk_" + "live_" + noise(24), "rk_" + "live_" + noise(99), "whsec_" + noise(32)),
        (
            "sk_" + "test_" + noise(24),
            "pk_" + "live_" + noise(24),
            "sk_" + "live_" + "x" * 24,
            "sk_live_your_key",
            "whsec_…",
        ),
    ),
    "telegram-bot-token": Cases(
        ("7318264955:AA" + noise(33, URLSAFE), "https://api.telegram.org/bot" + "7318264955:AA" + noise(33, URLSAFE)),
        ("123456789:AA" + "x" * 33, "7318264955:AB" + noise(33, URLSAFE)),
    ),
    "twilio-key": Cases(
        ("TWILIO_AUTH_TOKEN=" + noise(32, HEX), 'twilio = "' + "SK" + noise(32, HEX) + '"'),
        ("TWILIO_AUTH_TOKEN=" + "0" * 32, "TWILIO_ACCOUNT=" + "AC" + noise(32, HEX), "digest " + noise(32, HEX)),
    ),
    "url-password": Cases(
        (
            "postgresql+asyncpg://shop:" + noise(12) + "@db.internal:5432/shop",
            "redis://:" + noise(20) + "@cache.prod:6379/0",
            'feed = "https://reader:' + noise(9) + '@partner.test/feed"',
            "mongodb+srv://shop:" + noise(14) + "@cluster0.ab1cd.mongodb.net/shop",
        ),
        (
            "postgresql://postgres:postgres@localhost/shop",
            "postgresql://user:password@host:5432/database",
            "postgresql://shop:${DB_PASSWORD}@db/shop",
            'f"postgresql://{user}:{password}@{host}/shop"',
            "postgresql://shop:" + noise(12) + "@localhost/shop",
            "postgresql://shop:" + noise(12) + "@database:5432/shop",
            "https://user:pass@example.com/",
            "mysql://shop:%s@db/shop",
            "http://proxy.test:8080/path@2x.png",
            "redis://:changeme@cache.prod:6379",
            "https://partner.test/feed?mail=a:b@c.test",
        ),
    ),
    "vault-token": Cases(("hvs." + noise(90, URLSAFE),), ("hvs." + "x" * 90, "hvs.…", "shvs." + noise(20))),
}
