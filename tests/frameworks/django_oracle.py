"""Import a Django project for real and print what its resolver holds, and how each route answers a stranger.

Usage: `python django_oracle.py <settings module> [<method> <path>]...`, with the project's folder on the path. One JSON
object for each pattern: `path` in the canonical grammar; and one for each of the methods and paths that are named:
`method`, `path`, `status`.
"""

import json
import re
import sys
from collections.abc import Iterator

import django
from django.conf import settings
from django.test import Client
from django.test.utils import setup_test_environment
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import LocalePrefixPattern, RegexPattern

VARIABLE = re.compile(r"<(?:\w+:)?(\w+)>")
UNNAMED = re.compile(r"\(\?:[^()]*\)\??")
GROUP = re.compile(r"\((?:\?P<(\w+)>)?[^()]*\)")
EXAMPLES = {"language": "en", "number": "1", "key": "1", "pk": "1", "year": "1999", "count": "3", "suffix": "png"}


def canonical(pattern: object) -> str:
    """Return the canonical form of one part of a route."""
    text = str(pattern)
    if isinstance(pattern, LocalePrefixPattern):
        return "{language}/" if pattern.prefix_default_language else ""
    if not isinstance(pattern, RegexPattern):
        return VARIABLE.sub(r"{\1}", text)
    text = UNNAMED.sub("", re.sub(r"^\^|\$$|\\Z$", "", text))
    seen: list[str] = []

    def name(match: re.Match[str]) -> str:
        seen.append(match[1] or f"arg{len(seen)}")
        return f"{{{seen[-1]}}}"

    return GROUP.sub(name, text).replace("\\", "")


def paths(resolver: URLResolver, prefix: str = "/") -> Iterator[str]:
    """Yield the complete path of every pattern; those of format suffixes, which REST framework adds, are left out."""
    for entry in resolver.url_patterns:
        path = prefix + canonical(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from paths(entry, path)
        elif entry.name == "api-root" and "rest_framework" not in settings.INSTALLED_APPS:
            # The start page that Django Ninja adds.
            continue
        elif isinstance(entry, URLPattern) and "{format}" not in path and "drf_format_suffix" not in path:
            yield path


def main() -> None:
    """Print one line for each pattern and for each request."""
    django.setup()
    setup_test_environment()
    for path in paths(get_resolver()):
        print(json.dumps({"path": path}))
    asked = sys.argv[2:]
    for method, path in zip(asked[::2], asked[1::2], strict=True):
        real = re.sub(r"\{(\w+)\}", lambda match: EXAMPLES.get(match[1], "word"), path)
        # A client of its own, so that no cookie of an earlier answer is sent along.
        answer = Client(raise_request_exception=False).generic(method, real)
        print(json.dumps({"method": method, "path": path, "status": answer.status_code}))


if __name__ == "__main__":
    main()
