"""Chinese names of the entries that the room `access` leaves; it cannot know the record itself."""

from xuanxian.record import event_names


def register_all() -> None:
    """Register the events, the stream and the fields; called once when the app is ready."""
    event_names.register_stream(
        "access",
        "账号与权限",
        view="record.view_access_stream",
        content="record.view_access_stream",
    )
    for kind, name in {
        "account.created": "新建账号",
        "account.password_set": "修改密码",
        "account.password_reset": "重置密码",
        "account.stopped": "停用账号",
        "account.resumed": "恢复账号",
        "role.granted": "授予角色",
        "role.revoked": "收回角色",
        "sensitive.revealed": "查看敏感信息",
        "record.exported": "导出纪实",
        "clock.advanced": "拨动演练时钟",
        "content.erased": "销毁内容",
    }.items():
        event_names.register(kind, name)
    event_names.register_fields(
        {
            "account": "账号编号",
            "username": "登录名",
            "full_name": "姓名",
            "role": "角色",
            "unit_code": "管理范围",
            "subject_kind": "对象类别",
            "subject": "对象",
            "field": "字段",
            "purpose": "目的",
            "stream": "纪实链",
            "days": "天数",
            "numbers": "条目",
        }
    )
