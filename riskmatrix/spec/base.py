"""What every part of a pack is made of: codes, lines, sentences, and things that may be a proposal."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=60)]
RoleCode = Annotated[str, StringConstraints(pattern=r"^[a-z]+(_[a-z]+)*$", max_length=40)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
Sentence = Annotated[str, StringConstraints(strip_whitespace=True, min_length=10, max_length=240)]
Paragraph = Annotated[str, StringConstraints(strip_whitespace=True, min_length=10, max_length=900)]
Weight = Annotated[float, Field(gt=0, le=100, allow_inf_nan=False)]
Percent = Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)]
Number = Annotated[float, Field(allow_inf_nan=False)]


class Spec(BaseModel):
    """Frozen, and no key that nobody knows."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Proposable(Spec):
    """Something the strategy may leave open: then it is a proposal and says why."""

    proposed: bool = False
    why: Paragraph | None = None
