"""Import a GraphQL schema for real and print the fields of its root types, and how each answers a stranger.

Usage: `python graphql_oracle.py <module>:<schema>`, with the application's folder on the path. One JSON object for each
field: `method` (the operation), `path` (`/graphql#field`), `status` (401 where the answer is an error).
"""

import json
import sys
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from importlib import import_module
from types import SimpleNamespace

from graphql import GraphQLSchema, graphql_sync


class Context(dict[str, object]):
    """What resolvers know of a stranger's request, for those who look it up by name or as an attribute."""

    user = SimpleNamespace(is_authenticated=False)


def ask(schema: GraphQLSchema) -> Iterator[dict[str, object]]:
    """Yield how each field answers somebody who sends no credential."""
    context = Context(request=SimpleNamespace(headers={}, cookies={}))
    for operation in ("query", "mutation", "subscription"):
        root = getattr(schema, f"{operation}_type")
        for name, field in root.fields.items() if root is not None else ():
            arguments = ", ".join(
                f"{one}: {'1' if 'Int' in str(of.type) else chr(34) * 2}" for one, of in field.args.items()
            )
            text = f"{operation} {{ {name}{f'({arguments})' if arguments else ''} }}"
            result = graphql_sync(schema, text, context_value=context)
            yield {"method": operation.upper(), "path": f"/graphql#{name}", "status": 401 if result.errors else 200}


def main() -> None:
    """Print one line for each field."""
    module, _, name = sys.argv[1].partition(":")
    with redirect_stdout(sys.stderr), redirect_stderr(sys.stderr):
        made = getattr(import_module(module), name)
        found = made if isinstance(made, GraphQLSchema) else getattr(made, "graphql_schema", None) or made._schema
        answers = list(ask(found))
    for answer in answers:
        print(json.dumps(answer))


if __name__ == "__main__":
    main()
