"""Applications of any size, the same for the same seed: `python benchmarks/generated.py FOLDER --lines 50000 [--seed 1]`.

What comes out is a FastAPI application by domains (orders, invoices, …). Each has tables, schemas, a repository, a service
that calls those of other domains, routes with guards, tasks and tests; functions of differing length with conditions, loops,
exceptions and comprehensions. Most of it is as it should be; here and there a value reaches SQL or a shell, a route lacks its
guard, a hash is weak. Templates, a compose file and settings stand beside it.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Iterator
from pathlib import Path

NOUNS = (
    "order invoice shipment customer product supplier contract payment refund ticket message account address budget "
    "campaign catalog comment coupon delivery device discount document employee event expense feedback folder forecast "
    "goal holiday incident inventory journal label ledger license location meeting member milestone note offer package "
    "partner plan policy price project quote receipt region report request review route schedule section session signal "
    "stage survey task team template tenant transfer vehicle vendor visit voucher warehouse workflow zone"
).split()
FIELDS = (
    "title status amount currency quantity comment color weight height reference external_id priority category "
    "phone street city country note discount tax total version locale channel source target score level rank"
).split()
TYPES = (("str", "String(120)"), ("int", "Integer"), ("float", "Float"), ("bool", "Boolean"))


class Domain:
    """One domain of the application: its name, its fields and the domains that it knows."""

    def __init__(self, chance: random.Random, number: int, known: list[Domain]) -> None:
        """Draw what it is made of."""
        self.chance = chance
        self.name = NOUNS[number % len(NOUNS)] + (str(number // len(NOUNS)) if number >= len(NOUNS) else "")
        self.title = self.name.title()
        self.fields = [(name, *chance.choice(TYPES)) for name in chance.sample(FIELDS, chance.randint(6, 14))]
        self.known = chance.sample(known[-40:], min(len(known), chance.randint(1, 3)))

    def files(self) -> Iterator[tuple[str, str]]:
        """Yield the files of the domain with their texts."""
        folder = f"shop/{self.name}"
        yield f"{folder}/__init__.py", f'"""All about each {self.name}."""\n'
        yield f"{folder}/tables.py", "\n".join(self._tables())
        yield f"{folder}/schemas.py", "\n".join(self._schemas())
        yield f"{folder}/repository.py", "\n".join(self._repository())
        yield f"{folder}/service.py", "\n".join(self._service())
        yield f"{folder}/routes.py", "\n".join(self._routes())
        yield f"{folder}/rules.py", "\n".join(self._rules())
        yield f"tests/test_{self.name}.py", "\n".join(self._tests())

    def _tables(self) -> Iterator[str]:
        yield "from sqlalchemy import Boolean, Column, Float, ForeignKey, Integer, String"
        yield "\nfrom shop.database import Base\n\n"
        yield f"class {self.title}(Base):"
        yield f'    """A row for each {self.name}."""\n'
        yield f'    __tablename__ = "{self.name}s"\n'
        yield "    id = Column(Integer, primary_key=True)"
        yield '    owner_id = Column(Integer, ForeignKey("users.id"), nullable=False)'
        for name, _, column in self.fields:
            yield f"    {name} = Column({column}, nullable={self.chance.random() < 0.5})"
        yield f'\n    def __repr__(self):\n        return f"<{self.title} {{self.id}}>"\n'

    def _schemas(self) -> Iterator[str]:
        yield "from pydantic import BaseModel, ConfigDict, Field\n\n"
        for suffix, optional in (("Create", ""), ("Update", " | None")):
            yield f"class {self.title}{suffix}(BaseModel):"
            yield '    model_config = ConfigDict(extra="forbid")\n'
            for name, kind, _ in self.fields:
                limit = "max_length=120" if kind == "str" else "ge=0, le=1_000_000" if kind in {"int", "float"} else ""
                default = "default=None, " if optional else ""
                yield f"    {name}: {kind}{optional} = Field({default}{limit})".replace(", )", ")")
            yield "\n"
        yield f"class {self.title}Read(BaseModel):\n    id: int"
        yield from (f"    {name}: {kind} | None = None" for name, kind, _ in self.fields)
        yield ""

    def _repository(self) -> Iterator[str]:
        yield "from sqlalchemy import select, text"
        yield f"\nfrom shop.{self.name}.tables import {self.title}\n\n"
        yield f"class {self.title}Repository:\n    def __init__(self, session):\n        self.session = session\n"
        yield f"    def get(self, key):\n        return self.session.get({self.title}, key)\n"
        yield "    def add(self, values, owner):"
        yield f"        row = {self.title}(owner_id=owner.id, **values)\n        self.session.add(row)"
        yield "        self.session.commit()\n        return row\n"
        for name, kind, _ in self.fields:
            yield f"    def by_{name}(self, {name}: {kind}, limit: int = 50):"
            if self.chance.random() < 0.02:
                yield f"        statement = f\"SELECT id FROM {self.name}s WHERE {name} = '{{{name}}}'\""
                yield "        return self.session.execute(text(statement)).all()\n"
            else:
                yield f"        query = select({self.title}).where({self.title}.{name} == {name})"
                yield f"        if limit > 0:\n            query = query.limit(min(limit, {self.chance.randint(50, 200)}))"
                yield "        return list(self.session.scalars(query))\n"

    def _service(self) -> Iterator[str]:
        yield "import hashlib\nimport logging\n"
        yield f"from shop.{self.name}.repository import {self.title}Repository"
        yield f"from shop.{self.name} import rules"
        yield from (f"from shop.{one.name}.service import {one.title}Service" for one in self.known)
        yield "\nlogger = logging.getLogger(__name__)\n\n"
        yield f"class {self.title}Service:\n    def __init__(self, session):"
        yield f"        self.session = session\n        self.rows = {self.title}Repository(session)\n"
        yield "    def create(self, values, owner):\n        values = rules.cleaned(values)"
        yield '        row = self.rows.add(values, owner)\n        logger.info("created %s by %s", row.id, owner.id)'
        yield "        return row\n"
        yield "    def find(self, key, owner):\n        row = self.rows.get(key)"
        yield "        if row is None or row.owner_id != owner.id:\n            return None\n        return row\n"
        algorithm = "md5" if self.chance.random() < 0.05 else "sha256"
        yield f"    def digest(self, row):\n        return hashlib.{algorithm}(repr(row.id).encode()).hexdigest()\n"
        for name, kind, _ in self.chance.sample(self.fields, len(self.fields) // 2):
            other = self.chance.choice(self.known) if self.known else None
            yield f"    def search_{name}(self, {name}: {kind}, owner):\n        found = []"
            yield f"        for row in self.rows.by_{name}({name}):\n            if row is None:\n                continue"
            yield "            try:\n                found.append(rules.summary(row))"
            yield '            except ValueError:\n                logger.warning("left out %s", row.id)'
            if other is not None:
                yield f"        related = {other.title}Service(self.session).find({self.chance.randint(1, 9)}, owner)"
                yield '        return {"found": found, "related": related is not None}\n'
            else:
                yield '        return {"found": found, "related": False}\n'

    def _rules(self) -> Iterator[str]:
        yield f'"""What a {self.name} has to be like."""\n\n'
        yield "def cleaned(values):\n    return {key: value for key, value in values.items() if value is not None}\n\n"
        yield "def summary(row):\n    if row.id is None:\n        raise ValueError('not saved')"
        yield (
            "    return {'id': row.id, 'steps': [step(row.id) for step in ("
            + ", ".join(f"rule_{number}" for number in range(3))
            + ")]}\n\n"
        )
        for number in range(self.chance.randint(8, 24)):
            yield f"def rule_{number}(value, factor={self.chance.randint(1, 9)}):"
            yield f"    total = value * {self.chance.randint(2, 99)}"
            for _ in range(self.chance.randint(1, 5)):
                low, high = self.chance.randint(1, 50), self.chance.randint(51, 500)
                yield f"    if {low} < total < {high}:\n        total += factor"
                yield f"    elif total > {high}:\n        total -= {self.chance.randint(1, 9)}"
            yield f"    for step in range({self.chance.randint(2, 6)}):\n        total += step % 3"
            yield f"    return total if total > {self.chance.randint(1, 9)} else None\n\n"

    def _routes(self) -> Iterator[str]:
        yield "from fastapi import APIRouter, Depends, HTTPException, Path, Query\n"
        yield "from shop.database import get_session\nfrom shop.security import current_user, limiter"
        yield f"from shop.{self.name}.schemas import {self.title}Create, {self.title}Read"
        yield f"from shop.{self.name}.service import {self.title}Service"
        yield f'\nrouter = APIRouter(prefix="/{self.name}s", tags=["{self.name}s"])\n\n'
        guard = "user=Depends(current_user)"
        yield f'@router.post("", response_model={self.title}Read, status_code=201)'
        yield f"def create(body: {self.title}Create, session=Depends(get_session), {guard}):"
        yield f"    return {self.title}Service(session).create(body.model_dump(), user)\n\n"
        yield f'@router.get("/{{key}}", response_model={self.title}Read)'
        yield f"def read(key: int = Path(ge=1), session=Depends(get_session), {guard}):"
        yield f"    row = {self.title}Service(session).find(key, user)\n    if row is None:"
        yield "        raise HTTPException(status_code=404)\n    return row\n\n"
        for name, kind, _ in self.chance.sample(self.fields, 3):
            yield f'@router.get("/by-{name.replace("_", "-")}/search")'
            guarded = f", {guard}" if self.chance.random() > 0.05 else ""
            limits = "max_length=120" if kind == "str" else ""
            yield f"def search_{name}({name}: {kind} = Query({limits}), session=Depends(get_session){guarded}):"
            yield f"    return {self.title}Service(session).rows.by_{name}({name})\n\n"

    def _tests(self) -> Iterator[str]:
        yield f"from shop.{self.name} import rules\n\n"
        for number in range(self.chance.randint(3, 8)):
            yield f"def test_rule_{number}():\n    assert rules.rule_{number}({number}) != {self.chance.randint(0, 99)}\n\n"


_FIXED = {
    "shop/__init__.py": "",
    "tests/__init__.py": "",
    "requirements.txt": "fastapi==0.115.0\nsqlalchemy==2.0.35\npydantic==2.9.2\nslowapi==0.1.9\npyjwt==2.9.0\n",
    "compose.yaml": "services:\n  web:\n    build: .\n    ports: ['8000:8000']\n",
    "shop/database.py": """import os

from sqlalchemy import Column, Integer, String, create_engine
from sqlalchemy.orm import DeclarativeBase, Session


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"

    id = Column(Integer, primary_key=True)
    email = Column(String(200), unique=True)
    role = Column(String(20), default="member")


engine = create_engine(os.environ["DATABASE_URL"])


def get_session():
    with Session(engine) as session:
        yield session
""",
    "shop/security.py": """import os

import jwt
from fastapi import Depends, HTTPException
from fastapi.security import HTTPBearer
from slowapi import Limiter
from slowapi.util import get_remote_address

from shop.database import User, get_session

limiter = Limiter(key_func=get_remote_address, default_limits=["100/minute"])
bearer = HTTPBearer()


def current_user(credentials=Depends(bearer), session=Depends(get_session)):
    try:
        claims = jwt.decode(credentials.credentials, os.environ["JWT_SECRET"], algorithms=["HS256"])
    except jwt.PyJWTError as error:
        raise HTTPException(status_code=401) from error
    user = session.get(User, int(claims["sub"]))
    if user is None:
        raise HTTPException(status_code=401)
    return user
""",
}


def write(folder: Path, lines: int, seed: int) -> int:
    """Write an application of at least so many lines of Python to a folder and return how many they are."""
    chance = random.Random(seed)
    written, domains = 0, list[Domain]()
    texts = dict(_FIXED)
    while written < lines:
        domains.append(Domain(chance, len(domains), domains))
        files = dict(domains[-1].files())
        texts |= files
        written += sum(text.count("\n") for text in files.values())
    texts["shop/main.py"] = "\n".join(_main(domains))
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return sum(text.count("\n") for name, text in texts.items() if name.endswith(".py"))


def _main(domains: list[Domain]) -> Iterator[str]:
    yield "from fastapi import FastAPI\nfrom slowapi.middleware import SlowAPIMiddleware\n"
    yield from (f"from shop.{one.name}.routes import router as {one.name}_router" for one in domains)
    yield "from shop.security import limiter\n\napp = FastAPI()\napp.state.limiter = limiter"
    yield "app.add_middleware(SlowAPIMiddleware)"
    yield from (f"app.include_router({one.name}_router)" for one in domains)
    yield ""


def main() -> int:
    """Write one application."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--lines", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    print(f"{write(arguments.folder, arguments.lines, arguments.seed):,} lines")
    return 0


if __name__ == "__main__":
    sys.exit(main())
