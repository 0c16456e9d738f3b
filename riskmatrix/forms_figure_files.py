"""The files figures come in: a school's own, official ones, and which column of a file holds what."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from kit.fields import Day, PlainText
from kit.sheets import SheetError, Table, read_table
from kit.uploads import Upload, UploadField
from riskmatrix.entries import SOURCE_LIMIT
from riskmatrix.published.years import academic_year
from riskmatrix.sheet_columns import choices
from riskmatrix.spec import FrameworkSpec
from schools.forms.layout import set_out

OWN_LIMIT = 4 * 1024 * 1024
MOST_COLUMNS = 80
TABLES = (".csv", ".xlsx")


class OwnFileForm(forms.Form):
    """A file from a school's own systems, read as a table."""

    file = UploadField(
        label="File", limit=OWN_LIMIT, widget=forms.FileInput(attrs={"accept": ",".join(TABLES)})
    )
    period = PlainText(
        label="For which time",
        limit=60,
        required=False,
        help_text="Only where the file has no column for it: as in autumn term 2026/27, or 20 November 2026.",
    )
    source = PlainText(
        label="Where it comes from",
        limit=SOURCE_LIMIT,
        required=False,
        help_text="Only where the file has no column for it, as in “Arbor, 20 November 2026”.",
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields[
            "file"
        ].help_text = f"CSV, or an Excel workbook (.xlsx). At most {OWN_LIMIT // 1_048_576} MB."
        self.table: Table | None = None
        self.helper = set_out("Read the file", "file", "period", "source")
        self.helper.attrs["enctype"] = "multipart/form-data"

    def clean_file(self) -> Upload:
        upload: Upload = self.cleaned_data["file"]
        try:
            self.table = read_table(upload.data)
        except SheetError as error:
            raise forms.ValidationError(str(error), code="no-table") from error
        if len(self.table.headers) > MOST_COLUMNS:
            most = f"The file has {len(self.table.headers)} columns; at most {MOST_COLUMNS} are taken."
            raise forms.ValidationError(f"{most} Take out those that hold no figures.", code="too-wide")
        if not self.table.rows:
            raise forms.ValidationError("The file has headers and no rows. Fill it in first.", code="no-rows")
        return upload


class ManyFiles(forms.FileInput):
    allow_multiple_selected = True


class FilesField(UploadField):
    """One or several files; ``clean`` answers the examined uploads."""

    def __init__(self, **more: Any) -> None:
        super().__init__(widget=ManyFiles(attrs={"accept": ",".join(TABLES)}), **more)

    def clean(self, data: Any, initial: Any = None) -> Any:
        files = data if isinstance(data, list | tuple) else [data]
        return [super(FilesField, self).clean(each, initial) for each in files]


class PublishedForm(forms.Form):
    official = FilesField(label="Files")
    academic_year = PlainText(
        label="Academic year",
        limit=7,
        required=False,
        help_text="Only for performance tables on absence and the census, which do not say it: as in 2018/19.",
    )
    upto = Day(
        label="Counted up to",
        required=False,
        help_text="Only for attendance in the year to date, which does not say it: for example 20 November 2026.",
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields[
            "official"
        ].help_text = (
            "As published, several at once: a metadata file together with its data. At most 20 MB each."
        )
        self.helper = set_out("Read the files", "official", "academic_year", "upto")
        self.helper.attrs["enctype"] = "multipart/form-data"

    def clean_academic_year(self) -> str:
        text: str = self.cleaned_data["academic_year"]
        if text and academic_year(text) is None:
            raise forms.ValidationError("This is no academic year. Write it as in 2018/19.")
        return text


class ColumnsForm(forms.Form):
    """What each column of a file holds. ``columns`` answers the choice by header."""

    period = PlainText(label="For which time", limit=60, required=False)

    def __init__(
        self,
        data: Any = None,
        *,
        headers: Sequence[str],
        samples: Sequence[str],
        spec: FrameworkSpec,
        **more: Any,
    ) -> None:
        super().__init__(data, **more)
        self.headers = headers
        self.fields["period"].help_text = "Only where no column holds it: as in autumn term 2026/27."
        names = []
        for number, (header, sample) in enumerate(zip(headers, samples, strict=True)):
            field = forms.ChoiceField(
                label=f"“{header}”", choices=[("", "Leave it out"), *choices(spec)], required=False
            )
            field.help_text = f"For example: {sample}" if sample else "Empty in the first rows"
            self.fields[f"column_{number}"] = field
            names.append(f"column_{number}")
        self.helper = set_out("Go on", *names, "period")

    @property
    def columns(self) -> dict[str, str]:
        chosen = {header: self.cleaned_data.get(f"column_{at}", "") for at, header in enumerate(self.headers)}
        return {header: field for header, field in chosen.items() if field}

    def complain(self, header: str, sentence: str) -> None:
        """Put a sentence beside the column it is about."""
        at = self.headers.index(header) if header in self.headers else None
        self.add_error(None if at is None else f"column_{at}", sentence)
