from django.apps import AppConfig


class SelectionConfig(AppConfig):
    name = "xuanxian.selection"
    label = "selection"
    verbose_name = "选任"

    def ready(self) -> None:
        import xuanxian.selection.instruments
        import xuanxian.selection.projection  # noqa: F401  (names the events of this room)
        from xuanxian.access import deadlines, figures, search, todo
        from xuanxian.ballots.history import people_on_ballots
        from xuanxian.policy import consequences
        from xuanxian.record import event_names
        from xuanxian.registry.queries.units import units_in_scope
        from xuanxian.selection.names_on_record import EVENTS, FIELDS
        from xuanxian.selection.queries import shell
        from xuanxian.selection.queries.consequences import consequences_of
        from xuanxian.selection.queries.contest_duties import contest_todos
        from xuanxian.selection.queries.deadlines import deadlines_for
        from xuanxian.selection.queries.on_ballots import candidacies_of
        from xuanxian.selection.queries.own_case import appeal_todos
        from xuanxian.selection.queries.tenure import tenure_deadlines

        people_on_ballots.register_finder(candidacies_of)
        todo.register_provider(shell.todos_of)
        todo.register_provider(appeal_todos)
        deadlines.register_provider(deadlines_for)
        deadlines.register_provider(tenure_deadlines)
        todo.register_provider(contest_todos)
        figures.register_provider(shell.figures_for)
        search.register_provider("选任", shell.found_rounds)
        consequences.register_provider(consequences_of)
        event_names.register_stream(
            "case",
            "选任",
            content="selection.view_case",
            within=shell.rounds_over,
            about=shell.rounds_about,
        )
        event_names.register_stream(
            "clearance", "联审单位", content="selection.manage_case", within=units_in_scope
        )
        event_names.register_stream(
            "information", "监督信息", content="selection.manage_case", within=units_in_scope
        )
        event_names.register_stream(
            "inspectors", "考察员资格", content="selection.manage_case", within=units_in_scope
        )
        event_names.register_stream(
            "vacancies", "空缺岗位", content="selection.manage_case", within=units_in_scope
        )
        for kind, name in EVENTS.items():
            event_names.register(kind, name)
        event_names.register_fields(FIELDS)
