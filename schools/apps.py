from django.apps import AppConfig


class SchoolsConfig(AppConfig):
    name = "schools"

    def ready(self) -> None:
        from schools import turns
        from schools.queries.due_actions import actions_due

        turns.register("schools", actions_due)
