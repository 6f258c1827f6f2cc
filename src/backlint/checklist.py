"""The backend security checklist: what each item asks of a backend, in words for people."""

from __future__ import annotations

from dataclasses import dataclass

from backlint.rule import Item


@dataclass(frozen=True, slots=True)
class Entry:
    """One item: its number in the checklist (0 for the groups that follow the ten), its name and what it asks."""

    item: Item
    number: int
    title: str
    asks: str

    @property
    def label(self) -> str:
        """`checklist 4, parameterized queries`, as findings cite it."""
        name = self.title if self.title.isupper() else self.title[:1].lower() + self.title[1:]
        return f"checklist {self.number}, {name}" if self.number else name


ENTRIES: tuple[Entry, ...] = (
    Entry(
        Item.HEADERS,
        1,
        "Security headers",
        "Every response carries the headers that tell a browser to be careful: HSTS for a year or more, a content "
        "security policy, `nosniff`, a referrer policy, and no framing.",
    ),
    Entry(
        Item.RATE_LIMITS,
        2,
        "Rate limits",
        "Every endpoint is limited for each client, 100 requests a minute at most; login, registration, password reset "
        "and codes much more strictly.",
    ),
    Entry(
        Item.VALIDATION,
        3,
        "Input validation",
        "What comes with a request passes a type or a schema before it is used, path parameters included, and has a "
        "greatest size.",
    ),
    Entry(
        Item.QUERIES,
        4,
        "Parameterized queries",
        "SQL text is constant and values are bound to it; no statement is put together from request data.",
    ),
    Entry(
        Item.PASSWORDS,
        5,
        "Password hashing",
        "Passwords are stored only as hashes made for them (bcrypt at cost 12, Argon2id, scrypt, PBKDF2), with costs "
        "that are up to date, and compared in constant time.",
    ),
    Entry(
        Item.SECRETS,
        6,
        "Tokens and secrets",
        "Keys and credentials come from the environment, not from the source; tokens are signed with a strong key, "
        "checked with a fixed algorithm, and expire.",
    ),
    Entry(
        Item.CORS,
        7,
        "CORS",
        "Only origins that are named may read responses from a browser, above all where cookies are sent along.",
    ),
    Entry(
        Item.INJECTION,
        8,
        "Injection through the ORM",
        "A request chooses values, never the names of fields, operators or query fragments that an ORM or a document "
        "store turns into a query.",
    ),
    Entry(
        Item.XSS,
        9,
        "Cross-site scripting",
        "What users wrote is escaped where it becomes HTML: templates escape by themselves, and nothing is declared "
        "safe that is not.",
    ),
    Entry(
        Item.AUDIT,
        10,
        "Audit logs",
        "Sensitive actions (logins, changes of rights, deletions, exports) leave a record of who did what and when, "
        "without secrets in it.",
    ),
    Entry(Item.GUARDS, 0, "Guards", "Who may call an endpoint, and on whose objects, is checked before it acts."),
    Entry(
        Item.ERRORS,
        0,
        "Error handling",
        "Errors tell the caller nothing about the inside, debug mode stays off, and no failure opens a door.",
    ),
    Entry(
        Item.INJECTION_OTHER,
        0,
        "Other injection",
        "Request data becomes no command, code, path, address, template, header or object of the program.",
    ),
    Entry(
        Item.CRYPTOGRAPHY,
        0,
        "Cryptography",
        "Algorithms are current, random values that protect something come from a secure source, and certificates "
        "are verified.",
    ),
    Entry(
        Item.DEPLOYMENT,
        0,
        "Deployment",
        "Containers, proxies and pipelines run with the rights they need and expose only what they must.",
    ),
    Entry(
        Item.ANALYSIS,
        0,
        "Analysis",
        "Everything could be read, and what is ignored is ignored for a reason that still holds.",
    ),
)

_BY_ITEM = {entry.item: entry for entry in ENTRIES}
_BY_NAME = {name: entry for entry in ENTRIES for name in (entry.item.value, str(entry.number)) if name != "0"}

NAMES: tuple[str, ...] = tuple(_BY_NAME)
"""What an item may be called in `--select`, `explain` and the settings: its value, or its number from 1 to 10."""


def entry_of(item: Item) -> Entry:
    """Return what the checklist says of an item."""
    return _BY_ITEM[item]


def find_entry(name: str) -> Entry | None:
    """Return the item of that name or number; None when there is none."""
    return _BY_NAME.get(name)
