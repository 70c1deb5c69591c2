from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "xuanxian.exchange"
    label = "exchange"
    verbose_name = "交换"

    def ready(self) -> None:
        from xuanxian.access import todo
        from xuanxian.exchange import queries
        from xuanxian.record import event_names

        todo.register_provider(queries.todos_of)

        event_names.register_stream("import", "导入")
        event_names.register_stream("export", "导出")
        for kind, name in (
            ("import.checked", "检查导入文件"),
            ("import.file_stored", "导入一个文件"),
            ("import.file_refused", "拒收一个文件"),
            ("import.stored", "完成导入"),
            ("import.undone", "撤销导入"),
            ("import.discarded", "放弃导入"),
            ("people.exported", "导出干部文件"),
        ):
            event_names.register(kind, name)
