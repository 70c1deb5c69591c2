from django.apps import AppConfig


class PolicyConfig(AppConfig):
    name = "xuanxian.policy"
    label = "policy"
    verbose_name = "制度"

    def ready(self) -> None:
        import xuanxian.policy.instruments  # noqa: F401  (registers the kinds of this room)
        from xuanxian.access import search, todo
        from xuanxian.kernel import working_days
        from xuanxian.policy import queries, working_calendar
        from xuanxian.record import event_names
        from xuanxian.registry import profile

        working_days.keep_days(working_calendar.kept_days)
        todo.register_provider(queries.todos_of)
        search.register_provider("制度", queries.found_policies)
        event_names.register("policy.adopted", "采用制度")
        event_names.register("policy.ended", "停止采用制度")
        event_names.register("policy.draft_begun", "起草本级制度")
        event_names.register("policy.draft_saved", "保存制度草稿")
        event_names.register("policy.draft_given_up", "作废制度草稿")
        event_names.register("policy.precedence_decided", "决定执行哪个制度")
        event_names.register_stream("policy", "制度采用")
        event_names.register("calendar.kept", "登记工作日历")
        event_names.register_stream("calendar", "工作日历")
        event_names.register_fields(
            {"year": "年份", "days_off": "放假", "days_worked": "调休上班", "source": "依据"}
        )
        profile.register_tab(
            profile.ProfileTab(
                "verdicts", "制度核验", "verdicts:person", "registry.view_person", place=70
            )
        )
