from django.apps import AppConfig


class SelectionConfig(AppConfig):
    name = "xuanxian.selection"
    label = "selection"
    verbose_name = "选任"

    def ready(self) -> None:
        import xuanxian.selection.instruments  # noqa: F401  (registers the kinds of this room)
