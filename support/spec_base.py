"""What every part of an offer is made of."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
PersonCode = Annotated[str, StringConstraints(pattern=r"^[a-z]+(_[a-z]+)*$", max_length=60)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=10, max_length=900)]
Count = Annotated[int, Field(ge=1, le=200)]
Percent = Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)]


class Spec(BaseModel):
    """Frozen, and nothing unknown is passed over in silence."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Pack(Spec):
    """The head of a small pack: its name and version, who wrote and checked it, and when it is looked at again."""

    key: Code
    version: Line
    title: Line
    author: Line
    checker: Line
    next_review: date
