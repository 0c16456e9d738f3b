"""How the forms of these pages are set out; the tool itself knows nothing of schools."""

from kit.layout import set_out

__all__ = ["set_out"]
