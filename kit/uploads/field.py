"""A form's field for a file: its cleaned value is the examined upload, its error the sentence of the refusal."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from kit.refusals import Refused
from kit.uploads.examining import LIMIT, Upload, examine
from kit.uploads.kinds import ENDINGS, TAKEN


class UploadField(forms.FileField):
    """Asks for one file.

    :param limit: the most bytes it may have.
    """

    def __init__(self, *, limit: int = LIMIT, **more: Any) -> None:
        more.setdefault("widget", forms.FileInput(attrs={"accept": ",".join(ENDINGS)}))
        more.setdefault("help_text", f"At most {limit // 1_048_576} MB. Taken are: {TAKEN}.")
        super().__init__(allow_empty_file=True, **more)  # an empty one gets our sentence
        self.limit = limit

    def clean(self, data: Any, initial: Any = None) -> Upload | None:
        file = super().clean(data, initial)
        if not file:
            return None
        try:
            return examine(file, limit=self.limit)
        except Refused as refused:
            raise ValidationError(refused.refusal.sentence, code=refused.refusal.code) from refused
