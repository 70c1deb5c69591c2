from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "xuanxian.registry"
    label = "registry"
    verbose_name = "干部与机构"

    def ready(self) -> None:
        from xuanxian.access import disclosure, search, todo
        from xuanxian.record import event_names
        from xuanxian.registry import queries
        from xuanxian.registry.queries import shell

        todo.register_provider(shell.todos_of)
        search.register_provider("干部", shell.found_people)
        search.register_provider("机构", shell.found_units)
        disclosure.register_kind("person", "registry.reveal_sensitive", shell.sensitive_field)
        event_names.register_stream(
            "person", "干部档案", content="registry.edit_person", within=queries.people_in_scope
        )
        event_names.register_stream(
            "organisation", "机构", content="registry.view_unit", within=queries.units_in_scope
        )
        for kind, name in _EVENTS.items():
            event_names.register(kind, name)


_EVENTS = {
    "person.entered": "录入干部",
    "person.corrected": "更正档案",
    "person.withdrawn": "撤销录入",
    "post.taken": "任职",
    "post.left": "免职",
    "relative.linked": "确认亲属关联",
    "relative.unlinked": "取消亲属关联",
    "relative.link_declined": "排除亲属关联",
    "correction.requested": "本人提出更正",
    "correction.answered": "答复更正申请",
    "organisation.entered": "录入机构",
    "organisation.corrected": "更正机构",
    "post.entered": "录入职位",
    "post.corrected": "更正职位",
    "establishment.approved": "核定职数",
    "organisation.withdrawn": "撤回机构",
    "post.withdrawn": "撤回职位",
    "establishment.withdrawn": "撤回职数",
}
