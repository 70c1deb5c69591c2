from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "xuanxian.documents"
    label = "documents"
    verbose_name = "文书"

    def ready(self) -> None:
        from xuanxian.documents.production import EVENT
        from xuanxian.record import event_names

        event_names.register(EVENT, "生成文书")
        event_names.register_fields({"format": "格式", "sha256": "校验值"})
