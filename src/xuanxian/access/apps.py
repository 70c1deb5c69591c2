from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "xuanxian.access"
    label = "access"
    verbose_name = "权限"

    def ready(self) -> None:
        from xuanxian.access.permissions import register_with_rules

        register_with_rules()
