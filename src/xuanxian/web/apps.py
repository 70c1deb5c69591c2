from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "xuanxian.web"
    label = "web"
    verbose_name = "界面"

    def ready(self) -> None:
        from xuanxian.access import figures
        from xuanxian.web.figures import registry_figures

        figures.register_provider(registry_figures)
