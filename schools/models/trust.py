from django.core.validators import RegexValidator
from django.db import models

DEFAULT_ACCENT = "#1f4e5f"


class Trust(models.Model):
    """A multi-academy trust. One installation may hold several; nothing of one is visible to another."""

    name = models.CharField(max_length=200)
    uid = models.CharField("group UID", max_length=12, unique=True, null=True, blank=True)
    group_id = models.CharField("group ID", max_length=12, blank=True)
    companies_house_number = models.CharField(max_length=10, blank=True)
    accent = models.CharField(
        "accent colour",
        max_length=7,
        default=DEFAULT_ACCENT,
        validators=[
            RegexValidator(r"^#[0-9a-fA-F]{6}$", "Write the colour as # and six digits, as in #1f4e5f.")
        ],
        help_text="One colour of the trust's own, as # and six digits. It must stand out from white.",
    )
    issues_reports_itself = models.BooleanField(
        "issue reports without a look",
        default=False,
        help_text="On: a term's reports go to governors as soon as they are prepared. "
        "Off: a person of the trust looks at each first.",
    )

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
