from django.apps import AppConfig


class BallotsConfig(AppConfig):
    name = "xuanxian.ballots"
    label = "ballots"
    verbose_name = "会议投票"

    def ready(self) -> None:
        import xuanxian.ballots.instruments  # noqa: F401  (registers the kinds of this room)
