from django.apps import AppConfig


class BallotsConfig(AppConfig):
    name = "xuanxian.ballots"
    label = "ballots"
    verbose_name = "会议投票"

    def ready(self) -> None:
        from django.db.models.signals import post_migrate

        import xuanxian.ballots.instruments  # (registers the kinds of this room)
        import xuanxian.ballots.joint_vote
        import xuanxian.ballots.questionnaire  # noqa: F401
        from xuanxian.access import todo
        from xuanxian.ballots import (
            event_names,
            history,
            meeting_queries,
            queries,
            signer_queries,
            teller_todos,
        )
        from xuanxian.ballots.services import putting
        from xuanxian.ballots.views.paper import samples
        from xuanxian.policy import sample_pages

        post_migrate.connect(putting.install, sender=self)
        todo.register_provider(queries.todos_of)
        todo.register_provider(meeting_queries.todos_of)
        todo.register_provider(teller_todos.todos_of)
        todo.register_provider(signer_queries.todos_of)
        for kind in ("ballot", "questionnaire"):
            sample_pages.register(kind, "票样", samples.address)
        event_names.register_all()
        history.register_all()
