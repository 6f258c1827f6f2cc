"""A GraphQL server tells everybody what it can be asked.

## Why is this bad?

Introspection lists every type, field and mutation, those for administrators included, and an editor such as GraphiQL invites
to try them. Clients of your own know the schema: they were built with it.

## Example

```python
from fastapi import FastAPI
import strawberry
from strawberry.fastapi import GraphQLRouter


@strawberry.type
class Query:
    @strawberry.field
    def version(self) -> str:
        return "1"


schema = strawberry.Schema(query=Query)
app = FastAPI()
app.include_router(GraphQLRouter(schema), prefix="/graphql")
```

## Use instead

```python
from fastapi import FastAPI
import strawberry
from strawberry.extensions import DisableIntrospection, QueryDepthLimiter
from strawberry.fastapi import GraphQLRouter


@strawberry.type
class Query:
    @strawberry.field
    def version(self) -> str:
        return "1"


schema = strawberry.Schema(query=Query, extensions=[DisableIntrospection(), QueryDepthLimiter(max_depth=10)])
app = FastAPI()
app.include_router(GraphQLRouter(schema, graphql_ide=None), prefix="/graphql")
```

## Limits

An interface that is meant for programs of others has to describe itself: ignore the finding there, with that reason. What a
setting switches is not reported.
"""

from backlint.concepts import GraphQLServer, State
from backlint.rule import FactQuery, Item, Precision, Severity, Verdict, declare_rule
from backlint.weaknesses import INFORMATION_EXPOSURE


def judge_schema(server: GraphQLServer) -> Verdict | None:
    """Report a schema that is described to everybody."""
    if server.introspection is not State.YES or not server.production:
        return None
    return Verdict(
        values=(("what", "describes its schema to everybody"),),
        why="nothing that checks queries refuses introspection, which is allowed unless something does",
        location=server.schema,
    )


def judge_editor(server: GraphQLServer) -> Verdict | None:
    """Report an editor that is shown in production."""
    if server.editor is not State.YES or not server.production:
        return None
    return Verdict(
        values=(("what", "shows an editor for queries to everybody"),),
        why="it is not switched off, and no setting decides",
        remedy="show the editor only where you develop: `graphiql=settings.DEBUG`, `graphql_ide=None`",
    )


RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.GUARDS,
    detects=(FactQuery(kind=GraphQLServer, judge=judge_schema), FactQuery(kind=GraphQLServer, judge=judge_editor)),
    message="the GraphQL server {what}",
    remedy="refuse introspection in production: a validation rule (`DisableIntrospection`), an extension, `introspection=False`",
    severity=Severity.LOW,
    precision=Precision.MEDIUM,
    weaknesses=(INFORMATION_EXPOSURE,),
    since="0.1.0",
    references=("https://cheatsheetseries.owasp.org/cheatsheets/GraphQL_Cheat_Sheet.html",),
)
