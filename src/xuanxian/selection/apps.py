from django.apps import AppConfig


class SelectionConfig(AppConfig):
    name = "xuanxian.selection"
    label = "selection"
    verbose_name = "选任"

    def ready(self) -> None:
        import xuanxian.selection.instruments
        import xuanxian.selection.projection  # noqa: F401  (names the events of this room)
        from xuanxian.access import figures, search, todo
        from xuanxian.ballots.history import people_on_ballots
        from xuanxian.policy import consequences
        from xuanxian.record import event_names
        from xuanxian.selection.names_on_record import FIELDS
        from xuanxian.selection.queries import shell
        from xuanxian.selection.queries.consequences import consequences_of
        from xuanxian.selection.queries.on_ballots import candidacies_of

        people_on_ballots.register_finder(candidacies_of)
        todo.register_provider(shell.todos_of)
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
        event_names.register_fields(FIELDS)
