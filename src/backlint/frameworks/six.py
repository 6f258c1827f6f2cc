"""six: modules of the standard library under the names of both Pythons."""

from __future__ import annotations

from backlint.frameworks.model import LibraryModel

LIBRARY = LibraryModel(
    name="six",
    distribution="six",
    packages=("six", "httplib", "urlparse", "urllib2", "cPickle"),
    aliases={
        "six.moves.urllib": "urllib",
        "six.moves.http_client": "http.client",
        "six.moves.http_cookies": "http.cookies",
        "six.moves.cPickle": "pickle",
        "six.moves.builtins": "builtins",
        "six.moves.input": "builtins.input",
        "six.moves.BaseHTTPServer": "http.server",
        "six.moves.xmlrpc_client": "xmlrpc.client",
        "six.text_type": "builtins.str",
        # What only Python 2 has, imported where the names of Python 3 are not found.
        "httplib": "http.client",
        "urlparse": "urllib.parse",
        "urllib2": "urllib.request",
        "cPickle": "pickle",
    },
)
