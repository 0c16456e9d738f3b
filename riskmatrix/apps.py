from django.apps import AppConfig


class RiskmatrixConfig(AppConfig):
    name = "riskmatrix"

    def ready(self) -> None:
        from riskmatrix.queries.due import turns as due
        from schools import turns

        turns.register("riskmatrix", due)
