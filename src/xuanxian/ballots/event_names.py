"""Chinese names of the entries that polls leave."""

from xuanxian.ballots import queries
from xuanxian.record import event_names


def register_all() -> None:
    """Register the events, the stream and the fields; called once when the app is ready."""
    event_names.register_stream(
        "poll", "投票", content="ballots.view_result", within=queries.polls_over
    )
    event_names.register_stream(
        "meeting", "会议", content="ballots.view_result", within=queries.meetings_over
    )
    for kind, name in {
        "meeting.prepared": "建立会议",
        "meeting.classes_set": "登记会议应到人数",
        "meeting.presence_recorded": "登记会议实到人数",
        "meeting.slips_issued": "会议制票",
        "meeting.slips_voided": "作废会议未发出的票",
        "meeting.key_made": "制作会议票箱密钥",
        "meeting.boxes_tested": "试开会议空票箱",
        "meeting.discussion_arranged": "安排讨论",
        "meeting.discussion_begun": "开始讨论",
        "meeting.opinion_given": "发言",
        "meeting.discussed": "结束讨论",
        "meeting.recused": "登记回避",
        "meeting.deferred": "缓议",
        "meeting.result_announced": "宣布结果",
        "meeting.incident_noted": "登记情况",
        "meeting.incident_settled": "登记处理",
        "poll.prepared": "建立投票",
        "poll.key_made": "制作票箱密钥",
        "poll.box_tested": "试开空票箱",
        "poll.slips_issued": "制票",
        "poll.slips_voided": "作废未发出的票",
        "poll.presence_recorded": "登记实到人数",
        "poll.voting_opened": "开始投票",
        "poll.voting_closed": "截止投票",
        "poll.box_opened": "开箱",
        "poll.counted": "计票",
        "poll.key_destroyed": "销毁票箱密钥",
        "poll.abandoned": "作废投票",
        "poll.signed_ballot_received": "收到署名票",
        "poll.ballots_exported": "导出开出的票",
    }.items():
        event_names.register(kind, name)
    for verb, name in {
        "tellers_named": "指定计票人",
        "teller_code_renewed": "重发计票人密码条",
        "teller_key_made": "计票人制钥",
        "key_handed_in": "计票人交验密钥",
        "networks_set": "设定会场网络",
        "registrar_connected": "监票登记机接入",
        "registrar_stated": "监票登记机核对",
        "registrars_waived": "登记不符，决定开箱",
    }.items():
        event_names.register(f"poll.{verb}", name)
        event_names.register(f"meeting.{verb}", f"会议{name}")
    event_names.register_fields(
        {
            "meeting": "会议编号",
            "venue": "地点",
            "poll": "投票编号",
            "instrument": "投票规则",
            "secrecy": "方式",
            "subjects": "对象",
            "entitled": "应到",
            "present": "实到",
            "slips": "票数",
            "tellers": "计票人",
            "teller": "计票人",
            "public_half": "票箱公钥",
            "keeping": "密钥保管",
            "opening": "开箱方式",
            "purpose": "用途",
            "networks": "会场网络",
            "noted": "登记票数",
            "missing": "登记而箱内没有",
            "unknown": "箱内而没有登记",
            "ballots": "开出票的校验值",
            "box": "封箱校验值",
            "cast": "投入",
            "issued": "制票",
            "unused": "未投",
            "void": "作废",
            "persons": "办理人",
            "witnesses": "见证人",
            "signer": "署名人",
            "class": "人员类别",
            "denominators": "计数",
            "stands": "结果有效",
            "counts": "得票",
            "passed": "通过",
            "rank": "名次",
            "speakers": "发言次序",
            "speaker": "发言人",
            "spoke": "已发言",
            "chief": "最后表态",
            "recused": "回避",
            "counted_entitled": "回避的计入应到",
            "counted_present": "回避的计入实到",
            "wishing": "提议缓议",
            "announced": "宣布",
            "incident": "情况编号",
            "incident_kind": "情形",
            "poll_title": "表决项",
            "told": "经过",
            "settlement": "处理",
            "class_name": "人员类别",
        }
    )
