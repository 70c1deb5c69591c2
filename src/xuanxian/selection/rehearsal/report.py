"""A rehearsal as text to read, or as data."""

from typing import Any

from xuanxian.access.models import Role
from xuanxian.policy.outcome import Outcome, Verdict
from xuanxian.selection.rehearsal.run import Rehearsal

_STATES = {
    "active": "进行中",
    "dropped": "终止",
    "void": "作废",
    "completed": "办结",
    "relieved": "免去试任职务",
}


def as_text(rehearsal: Rehearsal, *, every_reason: bool = False) -> str:
    """The timeline and where everybody stands, in Chinese.

    Args:
        every_reason: also the reasons that pass.
    """
    lines = [
        f"{rehearsal.title}",
        f"依据：{rehearsal.rules.title}（{rehearsal.rules.policy}）",
        "",
    ]
    for line in rehearsal.timeline:
        who = "、".join(line.who)
        verdict = f"〔{line.verdict.label}〕" if line.verdict else ""
        said = f"（{line.said}）" if line.said else ""
        lines.append(f"{line.on.isoformat()}  {who}{'：' if who else ''}{line.what}{verdict}{said}")
        lines += _reasons(line.outcome, every_reason) if line.outcome else []
    lines.append("")
    for name, one in rehearsal.courses.items():
        lines.append(f"{name}：{one.facts.stage.label}，{_STATES[one.state]}")
        step = rehearsal.next.get(name)
        if step:
            roles = "、".join(Role(role).label for role in step.roles)
            due = f"，{step.due.isoformat()}前（{step.rule}）" if step.due else ""
            lines.append(f"    下一步：{step.what}，由{roles}办理{due}")
    lines.append("")
    if rehearsal.failures:
        lines.append("与预期不符：")
        lines += [f"    {failure}" for failure in rehearsal.failures]
    else:
        lines.append("与预期相符。")
    return "\n".join(lines)


def as_data(rehearsal: Rehearsal) -> dict[str, Any]:
    """The same as plain JSON data, with every reason."""
    return {
        "scenario": rehearsal.title,
        "policy": rehearsal.rules.policy,
        "digest": rehearsal.rules.digest,
        "timeline": [
            {
                "on": line.on.isoformat(),
                "what": line.what,
                "who": list(line.who),
                "verdict": line.verdict.value if line.verdict else None,
                "reasons": _reason_data(line.outcome),
                "said": line.said,
            }
            for line in rehearsal.timeline
        ],
        "people": {
            name: {
                "stage": one.facts.stage.value,
                "state": one.state,
                "verdict": one.outcome.verdict.value if one.outcome else None,
                "reasons": _reason_data(one.outcome),
                "next": None
                if name not in rehearsal.next
                else {
                    "verb": rehearsal.next[name].verb,
                    "what": rehearsal.next[name].what,
                    "roles": list(rehearsal.next[name].roles),
                    "due": due.isoformat() if (due := rehearsal.next[name].due) else None,
                    "rule": rehearsal.next[name].rule,
                },
            }
            for name, one in rehearsal.courses.items()
        },
        "as_expected": not rehearsal.failures,
        "failures": rehearsal.failures,
    }


def _reasons(outcome: Outcome, every_reason: bool) -> list[str]:
    shown = []
    for reason in outcome.reasons:
        if reason.verdict is Verdict.PASS and not every_reason:
            continue
        cite = f"（{reason.citation}）" if reason.citation else ""
        shown.append(
            f"    {reason.verdict.label}  {reason.label}：{reason.explanation}{cite}"
            f"［{reason.rule}］"
        )
    return shown


def _reason_data(outcome: Outcome | None) -> list[dict[str, Any]]:
    return [reason.model_dump(mode="json") for reason in outcome.reasons] if outcome else []
