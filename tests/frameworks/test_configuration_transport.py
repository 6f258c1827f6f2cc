import pytest
from frameworks.configured import facts_of, only

from backlint.concepts import TransportCheck


@pytest.mark.parametrize(
    ("source", "enabled"),
    [
        ("import requests\nrequests.get('https://x.example', verify=False)", False),
        ("import requests\ns = requests.Session()\ns.verify = False", False),
        ("import requests\ns = requests.Session()\ns.post('https://x.example', verify=False)", False),
        ("import requests\nrequests.get('https://x.example', verify='/etc/ca.pem')", True),
        ("import httpx\nc = httpx.AsyncClient(verify=False)", False),
        ("import httpx\nhttpx.get('https://x.example', verify=True)", True),
        ("import aiohttp\nc = aiohttp.TCPConnector(ssl=False)", False),
        (
            "import aiohttp\nasync def f():\n    async with aiohttp.ClientSession() as s:\n        await s.get('https://x', ssl=False)",
            False,
        ),
        ("import urllib3\np = urllib3.PoolManager(cert_reqs='CERT_NONE')", False),
        ("import ssl, urllib3\np = urllib3.PoolManager(cert_reqs=ssl.CERT_NONE)", False),
        ("import ssl\ncontext = ssl._create_unverified_context()", False),
        ("import ssl\ncontext = ssl.create_default_context()\ncontext.check_hostname = False", False),
        ("import ssl\ncontext = ssl.create_default_context()\ncontext.verify_mode = ssl.CERT_NONE", False),
        ("import ssl\nssl._create_default_https_context = ssl._create_unverified_context", False),
        ("import pymongo\nc = pymongo.MongoClient('mongodb://db', tlsInsecure=True)", False),
        ("import requests, lib\nrequests.get('https://x.example', verify=lib.VERIFY)", None),
    ],
)
def test_checks(source: str, enabled: bool | None) -> None:
    fact = only(TransportCheck, source)
    assert fact.enabled.value is enabled
    assert fact.enabled.complete is (enabled is not None)


def test_nothing_said_is_no_fact() -> None:
    assert not facts_of(TransportCheck, "import requests\nrequests.get('https://x.example')")


def test_a_default_of_the_environment() -> None:
    fact = only(TransportCheck, "import os, requests\nrequests.get('https://x', verify=bool(os.getenv('VERIFY', '')))")
    assert fact.enabled.environment == "VERIFY"
    assert not fact.enabled.complete
