"""The monitoring form, its rows and the packs it asks by."""

from monitoring.models.form import FormMethod, MonitoringForm
from monitoring.models.pack import FormPack
from monitoring.models.row import MonitoringRow, RequiredAction

__all__ = ["FormMethod", "FormPack", "MonitoringForm", "MonitoringRow", "RequiredAction"]
