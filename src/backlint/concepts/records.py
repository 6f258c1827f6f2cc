"""Stored records: what they are called, and which of their columns say whose they are or should not get around."""

from __future__ import annotations

import re
from dataclasses import dataclass

_PART = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[0-9]+")
_SECRET_COLUMN = frozenset(
    "password passwd pwd passphrase secret token apikey otp totp cvv cvc ssn iban pin credential credentials".split()
)
_PERSONAL_COLUMN = frozenset(
    "email mail phone mobile telephone birthday birthdate dob salary diagnosis passport".split()
)
_INTIMATE_COLUMN = re.compile(
    r"(?:(?:credit|debit|bank|payment)_?)?card_?(?:number|num|no|pan)|(?:credit|debit)_?card|cc_?(?:n|no|num|number)|cvv2?|cvc|"
    r"iban|bank_?account(?:_?(?:number|no))?|account_?number|routing_?number|ssn|social_?security(?:_?(?:number|no))?|"
    r"(?:national|tax|passport|identity)_?(?:id|no|number)|passport|salary|diagnosis|medical_?record",
    re.IGNORECASE,
)
"""Names of columns with what nobody but its owner is to see: payment, papers, health."""
_OWNER_COLUMN = frozenset("owner user customer patient member employee holder".split())
_PRIVATE_RECORDS = frozenset(
    "order orders invoice invoices payment payments message messages patient patients customer customers employee "
    "employees card cards credential credentials secret secrets session sessions token tokens audit audits salary salaries "
    "transaction transactions transfer transfers withdrawal withdrawals deposit deposits loan loans payslip payslips "
    "booking bookings reservation reservations appointment appointments prescription prescriptions report reports".split()
)
_ACCOUNTS = frozenset("user users account accounts member members admin admins staff profile profiles".split())


def words_in(name: str) -> frozenset[str]:
    """Return the words of a name in snake case or camel case, in lower case."""
    return frozenset(word.lower() for word in _PART.findall(name))


ALL = "*"
"""Stands for all columns of records."""


@dataclass(frozen=True, slots=True, order=True)
class Records:
    """Stored records of one kind: those of a class, a table or a collection (`name`), "" where that is not known.

    `columns` are those of its columns that say whose a record is, or that hold what should not get around. Of a change,
    `deleted` tells that they are deleted, `emptied` that all of them are, `scoped` that who is calling decides which, `made` that they
    are new, and `rights` by which column the program itself makes them those of administrators.
    """

    name: str
    columns: tuple[str, ...] = ()
    deleted: bool = False
    emptied: bool = False
    scoped: bool = False
    made: bool = False
    rights: str = ""

    @property
    def kind(self) -> str:
        """The last word of what they are called: records of `orders_product` are products."""
        return next((word.lower() for word in reversed(_PART.findall(self.name)) if not word.isdigit()), "")

    @property
    def accounts(self) -> bool:
        """Whether they are those by which people are known."""
        return self.kind in _ACCOUNTS

    @property
    def private(self) -> bool:
        """Whether what they are called, or a column of theirs, says that not everybody should see them."""
        return self.kind in _PRIVATE_RECORDS or self.personal

    @property
    def personal(self) -> bool:
        """Whether a column of theirs holds a secret, or tells how a person is reached; all that is kept of people does."""
        return (
            (self.accounts and ALL in self.columns)
            or self.intimate
            or any(words_in(column) & (_SECRET_COLUMN | _PERSONAL_COLUMN) for column in self.columns)
        )

    @property
    def intimate(self) -> bool:
        """Whether a column of theirs holds what nobody but its owner is to see: the number of a card, a diagnosis."""
        return any(_INTIMATE_COLUMN.fullmatch(column) for column in self.columns)


def is_telling(column: str) -> bool:
    """Tell whether a column says whose a record is, or holds what should not get around."""
    named = words_in(column) & (_SECRET_COLUMN | _PERSONAL_COLUMN | _OWNER_COLUMN)
    return bool(named) or _INTIMATE_COLUMN.fullmatch(column) is not None
