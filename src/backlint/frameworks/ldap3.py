"""ldap3: LDAP."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.frameworks.model import Guess, LibraryModel
from backlint.frameworks.rows import methods, sanitizers, sinks

LIBRARY = LibraryModel(
    name="ldap3",
    distribution="ldap3",
    packages=("ldap3",),
    sinks=(
        *sinks(SinkKind.SSRF, "0:host", "ldap3.Server"),
        *sinks(SinkKind.LDAP, "0:search_base 1:search_filter", "ldap3.Connection.search"),
        *sinks(SinkKind.LDAP, "0:dn", *methods("ldap3.Connection", "compare modify add delete modify_dn")),
        *sinks(
            SinkKind.LDAP, "1:search_base 2:search_filter", "ldap3.extend.standard.PagedSearch.paged_search_generator"
        ),
    ),
    sanitizers=(
        *sanitizers({SinkKind.LDAP}, "0:text", "ldap3.utils.conv.escape_filter_chars"),
        *sanitizers({SinkKind.LDAP}, "0:rdn", "ldap3.utils.dn.escape_rdn"),
    ),
    guesses=(
        Guess(
            "search", SinkKind.LDAP, ("0:", "1:"), r"(ldap|conn|connection)$", distributions=("ldap3", "python-ldap")
        ),
    ),
)
