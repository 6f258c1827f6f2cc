"""python-ldap: LDAP."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import methods, returning, sanitizers, sinks

LIBRARY = LibraryModel(
    name="python_ldap",
    distribution="python-ldap",
    packages=("ldap",),
    sinks=(
        *sinks(
            SinkKind.LDAP,
            "0:base 2:filterstr",
            *methods("ldap.ldapobject.SimpleLDAPObject", "search search_s search_st search_ext search_ext_s"),
        ),
        *sinks(SinkKind.LDAP, "0:who", "ldap.ldapobject.SimpleLDAPObject.simple_bind_s"),
    ),
    returns=returning("ldap.ldapobject.SimpleLDAPObject", "ldap.initialize", "ldap.ldapobject.ReconnectLDAPObject"),
    sanitizers=(
        *sanitizers({SinkKind.LDAP}, "0:assertion_value", "ldap.filter.escape_filter_chars"),
        *sanitizers({SinkKind.LDAP}, "1:assertion_values", "ldap.filter.filter_format"),
        *sanitizers({SinkKind.LDAP}, "0:s", "ldap.dn.escape_dn_chars"),
    ),
)
