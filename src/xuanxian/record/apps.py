from django.apps import AppConfig


class RecordConfig(AppConfig):
    name = "xuanxian.record"
    label = "record"
    verbose_name = "纪实"

    def ready(self) -> None:
        from xuanxian.access import trail
        from xuanxian.record import names_of_access, services

        trail.lend(services.append)
        names_of_access.register_all()
