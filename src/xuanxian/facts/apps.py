from django.apps import AppConfig


class FactsConfig(AppConfig):
    name = "xuanxian.facts"
    label = "facts"
    verbose_name = "事实"

    def ready(self) -> None:
        from xuanxian.registry import profile

        profile.register_tab(
            profile.ProfileTab("facts", "事实", "facts:person", "registry.view_person", place=60)
        )
