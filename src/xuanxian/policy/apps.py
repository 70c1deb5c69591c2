from django.apps import AppConfig


class PolicyConfig(AppConfig):
    name = "xuanxian.policy"
    label = "policy"
    verbose_name = "制度"

    def ready(self) -> None:
        import xuanxian.policy.instruments  # noqa: F401  (registers the kinds of this room)
        from xuanxian.registry import profile

        profile.register_tab(
            profile.ProfileTab(
                "verdicts", "制度核验", "verdicts:person", "registry.view_person", place=70
            )
        )
