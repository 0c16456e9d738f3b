"""HTML of our own in, an accessible PDF out: tagged (PDF/UA-1), the same bytes for the same input, drawn in a
cage.

``render`` is the one door. No other module of the project imports WeasyPrint.
"""

from kit.pdf.assets import made_with
from kit.pdf.cage import Limits, render
from kit.pdf.errors import PdfError

__all__ = ["Limits", "PdfError", "made_with", "render"]
