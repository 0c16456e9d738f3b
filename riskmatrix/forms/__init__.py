"""What was chosen and typed on the pages of the risk matrix, as values."""

from riskmatrix.forms.ratings import RatingForm, ReturnForm

__all__ = ["RatingForm", "ReturnForm"]
