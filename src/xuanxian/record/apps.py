from django.apps import AppConfig


class RecordConfig(AppConfig):
    name = "xuanxian.record"
    label = "record"
    verbose_name = "纪实"
