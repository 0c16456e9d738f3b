"""What goes out to those who govern."""

from governance.models.report import Report, ReportRun

__all__ = ["Report", "ReportRun"]
