"""A GraphQL query may ask for as much as it likes.

## Why is this bad?

One request that nests lists in lists, repeats a costly field under a hundred names or comes with a hundred others in a batch
makes the server work as long as a hundred requests do, and goes by limits that count requests: a login is tried a hundred
times at once.

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
from strawberry.extensions import MaxAliasesLimiter, QueryDepthLimiter
from strawberry.fastapi import GraphQLRouter


@strawberry.type
class Query:
    @strawberry.field
    def version(self) -> str:
        return "1"


schema = strawberry.Schema(
    query=Query, extensions=[QueryDepthLimiter(max_depth=10), MaxAliasesLimiter(max_alias_count=15)]
)
app = FastAPI()
app.include_router(GraphQLRouter(schema), prefix="/graphql")
```

## Limits

Anything among the validation rules, extensions and middleware that speaks of depth, cost, complexity, aliases or a limit
counts as one; whether its figure is a good one is not asked.
"""

from backlint.concepts import GraphQLServer, State
from backlint.rule import FactQuery, Item, Precision, Severity, Verdict, declare_rule
from backlint.weaknesses import UNLIMITED_RESOURCES


def judge(server: GraphQLServer) -> Verdict | None:
    """Report a server on which nothing bounds a query."""
    if server.limited is not State.NO or not server.production:
        return None
    return Verdict(
        values=(("what", "bounds neither depth nor cost of a query"),),
        why="no validation rule, extension or middleware limits depth, cost or aliases",
        location=server.schema,
    )


def judge_batch(server: GraphQLServer) -> Verdict | None:
    """Report a server that takes any number of queries at once."""
    if server.batch.value is not True or not server.production:
        return None
    return Verdict(
        values=(("what", "takes any number of queries in one request"),),
        why="`batch=True` has no bound",
        remedy="leave batching off, or refuse more than a few queries",
    )


RULE = declare_rule(
    __file__,
    __doc__,
    item=Item.RATE_LIMITS,
    detects=(FactQuery(kind=GraphQLServer, judge=judge), FactQuery(kind=GraphQLServer, judge=judge_batch)),
    message="the GraphQL server {what}",
    remedy="limit the depth and the cost of queries, and how often a field is asked for under other names",
    severity=Severity.MEDIUM,
    precision=Precision.MEDIUM,
    weaknesses=(UNLIMITED_RESOURCES,),
    since="0.1.0",
    references=("https://cheatsheetseries.owasp.org/cheatsheets/GraphQL_Cheat_Sheet.html",),
)
