from django.apps import AppConfig


class RiskmatrixConfig(AppConfig):
    name = "riskmatrix"
