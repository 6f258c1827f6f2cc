from dataclasses import field

import pydantic
from fastapi import FastAPI, Query
from pydantic import BaseModel, Field

app = FastAPI()


class Parcel(BaseModel):
    # ruleid: field-constraint-ignored
    weight: int = Field(..., description="grams", minimum=1)
    # ruleid: field-constraint-ignored
    label: str = pydantic.Field("", maxLength=80)
    # ok: field-constraint-ignored
    height: int = Field(..., ge=1, le=100)
    # ok: field-constraint-ignored
    name: str = Field(..., min_length=1, max_length=80)
    # ok: field-constraint-ignored
    depth: int = Field(1, ge=1, json_schema_extra={"minimum": 1})


class Box:
    # ok: field-constraint-ignored
    weight: int = field(default=1, metadata={"minimum": 1})


@app.get("/parcels")
# ruleid: field-constraint-ignored
def list_parcels(size: int = Query(20, maximum=100)):
    return {"size": size}
