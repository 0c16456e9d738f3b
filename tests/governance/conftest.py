"""Reports speak of what support has promised: the same trust, with framework and offer published in September."""

from tests.support.conftest import choose, evaluation, offered, open_spring

__all__ = ["choose", "evaluation", "offered", "open_spring"]
