"""How a draft begins: from the version in force, or from a pack file."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from kit.drafting.fields import line
from kit.layout import set_out

PACK = "the pack"


class BeginForm(forms.Form):
    use_required_attribute = False
    version = line("Name of the new version", help_text="As people will say it, for example 2027.1")

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.helper = set_out("Begin the draft", "version")


class PackForm(forms.Form):
    """A pack as a file, or as text that a file was read to and that may be mended on the page.

    ``longest`` is the most characters that are read.
    """

    use_required_attribute = False
    longest: ClassVar[int] = 400_000
    file = forms.FileField(
        label="Pack file",
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".yaml,.yml"}),
        help_text="A file ending in .yaml, as it is downloaded from here.",
    )
    text = forms.CharField(
        label="What the file says",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false"}),
        help_text="Mend it here and check it again, or choose the mended file above.",
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.pack_name = PACK
        if not (self.data.get("text") or self.files.get("file")):
            del self.fields["text"]

    def clean_file(self) -> str:
        """The text of the file that was chosen; nothing where none was."""
        file = self.cleaned_data["file"]
        if not file:
            return ""
        self.pack_name = str(file.name)[:100]
        if file.size > 4 * self.longest:
            raise ValidationError("The file is larger than any pack. Choose another.")
        try:
            return str(file.read().decode("utf-8-sig"))
        except UnicodeDecodeError:
            raise ValidationError(
                "The file is not UTF-8 text. Save it as UTF-8, or choose another."
            ) from None

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        values["pack"] = values.get("file") or values.get("text") or ""
        values["name"] = self.pack_name
        if not values["pack"] and "file" not in self.errors:
            self.add_error("file", "Choose a file first.")
        if values.get("file"):
            self.data = self.data.copy()  # type: ignore[attr-defined]
            self.data["text"] = values["pack"]  # type: ignore[index]
        return values
