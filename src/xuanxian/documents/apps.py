from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "xuanxian.documents"
    label = "documents"
    verbose_name = "文书"
