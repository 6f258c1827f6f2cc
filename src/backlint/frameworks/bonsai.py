"""Bonsai: LDAP."""

from __future__ import annotations

from backlint.concepts import SinkKind
from backlint.frameworks.model import LibraryModel
from backlint.frameworks.rows import sinks

LIBRARY = LibraryModel(
    name="bonsai",
    distribution="bonsai",
    packages=("bonsai",),
    sinks=(*sinks(SinkKind.LDAP, "0:base 2:filter_exp", "bonsai.LDAPConnection.search"),),
)
