from django.apps import AppConfig


class InsightConfig(AppConfig):
    name = "xuanxian.insight"
    label = "insight"
    verbose_name = "分析研判"

    def ready(self) -> None:
        import xuanxian.insight.instruments  # noqa: F401  (registers the kinds of this room)
        from xuanxian.access import todo
        from xuanxian.insight import discrepancies, vote_analysis

        todo.register_provider(vote_analysis.todos_of)
        todo.register_provider(discrepancies.todos_of)
        vote_analysis.register_names()
        discrepancies.register_names()
