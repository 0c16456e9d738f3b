from django.apps import AppConfig


class SupportConfig(AppConfig):
    name = "support"

    def ready(self) -> None:
        from schools import turns
        from support.queries.due import turns as due

        turns.register("support", due)
