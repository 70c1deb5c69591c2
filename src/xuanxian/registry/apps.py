from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "xuanxian.registry"
    label = "registry"
    verbose_name = "干部与机构"
