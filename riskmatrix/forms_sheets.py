"""The sheet that comes back."""

from __future__ import annotations

from django import forms

from kit.uploads import UploadField
from riskmatrix.services.offline import UPLOAD_LIMIT


class SheetForm(forms.Form):
    file = UploadField(
        label="The filled-in sheet",
        limit=UPLOAD_LIMIT,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        help_text="An Excel workbook (.xlsx) or “CSV UTF-8”, at most 5 MB. You see first what it would change.",
        error_messages={"required": "Choose the sheet on your computer first."},
    )
