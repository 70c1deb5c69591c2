from django.apps import AppConfig


class ConductConfig(AppConfig):
    name = "xuanxian.conduct"
    label = "conduct"
    verbose_name = "日常了解与监督"

    def ready(self) -> None:
        import xuanxian.conduct.instruments  # noqa: F401  (registers the kinds of this room)
