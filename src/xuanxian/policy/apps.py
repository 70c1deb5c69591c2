from django.apps import AppConfig


class PolicyConfig(AppConfig):
    name = "xuanxian.policy"
    label = "policy"
    verbose_name = "制度"

    def ready(self) -> None:
        import xuanxian.policy.instruments  # noqa: F401  (registers the kinds of this room)
