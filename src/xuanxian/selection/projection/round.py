"""What the events of a round, its vacancies and its people do to the tables."""

from xuanxian.selection import models
from xuanxian.selection.instruments import Stage
from xuanxian.selection.projection.event import Event, projects
from xuanxian.selection.projection.states import advance
from xuanxian.selection.states import Move, State


@projects("round.opened", "启动批次")
def _round_opened(event: Event) -> None:
    body = event.body
    models.Round.objects.create(
        id=body["round"],
        title=body["title"],
        unit_id=body["unit"],
        occasion=body["occasion"],
        policy=body["rules"]["policy"],
        policy_title=body["rules"]["title"],
        policy_digest=body["rules"]["digest"],
        rules=body["rules"],
        opened_on=event.day("on"),
    )


@projects("round.closed", "批次办结")
def _round_closed(event: Event) -> None:
    models.Round.objects.filter(pk=event.body["round"]).update(closed_on=event.day("on"))


@projects("plan.written", "填写动议方案")
def _plan_written(event: Event) -> None:
    models.Round.objects.filter(pk=event.body["round"]).update(plan=event.body["plan"])


@projects("motion.approved", "动议方案审批")
def _motion_approved(event: Event) -> None:
    body = event.body
    models.Approval.objects.create(
        id=body["approval"],
        round_id=body["round"],
        approver=body["approver"],
        title=body["title"],
        by=event.by,
        on=event.day("on"),
        remark=body["remark"],
    )
    if version := body.get("version"):
        models.PlanVersion.objects.create(
            id=version["row"],
            round_id=body["round"],
            version=version["id"],
            title=version["title"],
            plan=models.Round.objects.get(pk=body["round"]).plan,
            people=version["people"],
            released_by=body["title"],
            by=event.by,
            on=event.day("on"),
            remark=body["remark"],
            place=event.number,
        )


@projects("vacancy.added", "提出空缺职位")
def _vacancy_added(event: Event) -> None:
    body = event.body
    models.Vacancy.objects.create(
        id=body["vacancy"],
        round_id=body["round"],
        post_id=body["post"],
        seats=body["seats"],
        manner=body["manner"],
        requirements=body["requirements"],
        establishment=body["establishment"],
        establishment_outcome=body["outcome"],
        place=event.number,
    )


@projects("establishment.checked", "复核职数")
def _establishment_checked(event: Event) -> None:
    models.Vacancy.objects.filter(pk=event.body["vacancy"]).update(
        establishment=event.body["establishment"], establishment_outcome=event.body["outcome"]
    )


@projects("candidate.proposed", "提出人选")
def _candidate_proposed(event: Event) -> None:
    body = event.body
    models.Candidacy.objects.create(
        id=body["candidacy"],
        vacancy_id=body["vacancy"],
        person_id=body["person"],
        leaves_id=body["leaves"],
        source=body["source"],
        signers=body.get("signers", []),
        reason=body["reason"],
        stage=body["stage"],
        entered_on=event.day("on"),
        state=State.ACTIVE,
        state_since=event.day("on"),
        judgements=body["judgements"],
        stated=body["stated"],
        snapshot=body["snapshot"],
        judged_on=event.day("on"),
        years_in_post=body["years_in_post"],
        place=event.number,
    )


@projects("elements.reviewed", "预审动议前置要素")
def _elements_reviewed(event: Event) -> None:
    body = event.body
    for element, found in body["findings"].items():
        models.ElementFinding.objects.update_or_create(
            candidacy_id=body["candidacy"],
            check_id=body["check"],
            element=element,
            defaults={
                "office": body["office"],
                "finding": found["answer"],
                "note": found["note"],
                "by": event.by,
                "on": event.day("on"),
                "place": event.number,
            },
            create_defaults={
                "id": found["row"],
                "office": body["office"],
                "finding": found["answer"],
                "note": found["note"],
                "by": event.by,
                "on": event.day("on"),
                "place": event.number,
            },
        )


@projects("candidate.judged", "重新审查人选资格")
def _candidate_judged(event: Event) -> None:
    body = event.body
    models.Candidacy.objects.filter(pk=body["candidacy"]).update(
        judgements=body["judgements"],
        stated=body["stated"],
        snapshot=body["snapshot"],
        judged_on=event.day("on"),
        years_in_post=body["years_in_post"],
    )


@projects("stage.moved", "进入下一环节")
def _stage_moved(event: Event) -> None:
    _leave(event, sent_back=False)


@projects("stage.sent_back", "退回环节")
def _stage_sent_back(event: Event) -> None:
    _leave(event, sent_back=True)


def _leave(event: Event, *, sent_back: bool) -> None:
    body = event.body
    on = event.day("on")
    candidacy = models.Candidacy.objects.get(pk=body["candidacy"])
    models.Passage.objects.create(
        id=body["passage"],
        candidacy=candidacy,
        stage=body["stage"],
        to=body["to"],
        entered_on=candidacy.entered_on,
        left_on=on,
        outcome=body["outcome"],
        moved_by=event.by,
        sent_back=sent_back,
        reason=body["reason"],
        place=event.number,
    )
    if body["to"]:
        candidacy.stage = body["to"]
        candidacy.entered_on = on
        candidacy.save()
    advance(candidacy.pk, _move_made(body["to"], sent_back=sent_back), event)


def _move_made(to: str, *, sent_back: bool) -> Move:
    if sent_back:
        return Move.SEND_BACK
    if not to:
        return Move.COMPLETE
    return Move.BEGIN_PROBATION if to == Stage.PROBATION else Move.MOVE_ON


@projects("hold.released", "放行暂缓")
def _hold_released(event: Event) -> None:
    _exempt(event, overrides=False)


@projects("verdict.overridden", "破例")
def _verdict_overridden(event: Event) -> None:
    _exempt(event, overrides=True)


def _exempt(event: Event, *, overrides: bool) -> None:
    body = event.body
    models.Exemption.objects.create(
        id=body["exemption"],
        candidacy_id=body["candidacy"],
        stage=body["stage"],
        check_id=body["check"],
        rule=body["rule"],
        overrides=overrides,
        set_aside=body["set_aside"],
        reason=body["reason"],
        by=event.by,
        role=event.role,
        on=event.day("on"),
        place=event.number,
    )


@projects("material.attached", "归集材料")
def _material_attached(event: Event) -> None:
    body = event.body
    models.Material.objects.create(
        id=body["material"],
        round_id=body["round"],
        candidacy_id=body["candidacy"],
        item=body["item"],
        title=body["title"],
        file_name=body["file_name"],
        digest=body["digest"],
        size=body["size"],
        recorded_by=event.by,
        recorded_on=event.day("on"),
        place=event.number,
    )


@projects("material.audited", "审核材料")
def _material_audited(event: Event) -> None:
    models.Material.objects.filter(pk=event.body["material"]).update(
        audited_by=event.by, audited_on=event.day("on")
    )
