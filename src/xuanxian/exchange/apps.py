from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "xuanxian.exchange"
    label = "exchange"
    verbose_name = "交换"

    def ready(self) -> None:
        from xuanxian.access import todo
        from xuanxian.exchange import queries
        from xuanxian.exchange.models import ImportBatch
        from xuanxian.record import event_names

        todo.register_provider(queries.todos_of)

        # They tell of people of every unit.
        event_names.register_stream("import", "导入", within=lambda *_: ImportBatch.objects.none())
        event_names.register_stream("export", "导出", within=lambda *_: ImportBatch.objects.none())
        for kind, name in (
            ("import.checked", "检查导入文件"),
            ("import.file_stored", "导入一个文件"),
            ("import.file_refused", "拒收一个文件"),
            ("import.stored", "完成导入"),
            ("import.undone", "撤销导入"),
            ("import.discarded", "放弃导入"),
            ("mapping.remembered", "记住各列含义"),
            ("people.exported", "导出干部文件"),
        ):
            event_names.register(kind, name)
        event_names.register_fields(
            {
                "file": "文件",
                "digest": "校验值",
                "changes": "变化",
                "problems": "问题",
                "files": "文件数",
                "files_stored": "已导入文件数",
                "files_refused": "有错误的文件数",
                "errors": "错误数",
                "warnings": "提示数",
                "people_entered": "新增干部数",
                "people_corrected": "更正干部数",
                "people_same": "没有变化的干部数",
                "units_entered": "新增机构数",
                "posts_entered": "新增职位数",
                "format": "格式",
                "people": "干部",
            }
        )
