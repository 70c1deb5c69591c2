from django.apps import AppConfig


class GrowthConfig(AppConfig):
    name = "xuanxian.growth"
    label = "growth"
    verbose_name = "成长培养"

    def ready(self) -> None:
        import xuanxian.growth.instruments  # noqa: F401  (registers the kinds of this room)
