from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "xuanxian.web"
    label = "web"
    verbose_name = "界面"
