from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "xuanxian.access"
    label = "access"
    verbose_name = "权限"
