"""What the events of 考务 do to the tables: lots, examiners, papers, marks, signatures."""

from datetime import date
from typing import Any
from uuid import UUID

from xuanxian.selection import models
from xuanxian.selection.projection.contest import key_of, step_of
from xuanxian.selection.projection.event import Event, projects

_AT_ONCE = 500


@projects("draw.committed", "抽签承诺")
def _committed(event: Event) -> None:
    body = event.body
    models.Draw.objects.create(
        id=body["draw"],
        contest_id=body["contest"],
        step=body["step"],
        kind=body["kind"],
        lots=body["lots"],
        needed=body["needed"],
        commitment=body["commitment"],
        committed_on=event.day("on"),
        committed_by=event.by,
        place=event.number,
    )


@projects("draw.made", "抽签")
def _made(event: Event) -> None:
    body = event.body
    draw = models.Draw.objects.get(pk=body["draw"])
    draw.public_value, draw.nonce = body["public_value"], body["nonce"]
    draw.result, draw.made_on = body["result"], event.day("on")
    draw.save()
    if draw.kind == "examiners":
        models.Examiner.objects.filter(contest=draw.contest_id, step=draw.step).update(serves=False)
        models.Examiner.objects.filter(pk__in=body["serving"]).update(serves=True)
        return
    rows = {row.number: row for row in models.Application.objects.filter(contest=draw.contest_id)}
    changed = []
    for lot, label in enumerate(draw.result, start=1):
        row = rows[int(label.split(" ")[0])]
        row.lots = {**row.lots, f"{draw.step}/{draw.kind}": lot}
        changed.append(row)
    models.Application.objects.bulk_update(changed, ["lots"], batch_size=_AT_ONCE)


@projects("examiner.entered", "登记考官")
def _examiner(event: Event) -> None:
    for place, one in enumerate(event.body["examiners"]):
        models.Examiner.objects.create(
            id=one["examiner"],
            contest_id=event.body["contest"],
            step=event.body["step"],
            name=one["name"],
            unit=one["unit"],
            sex=one["sex"],
            from_elsewhere=one["from_elsewhere"],
            panel=one["panel"],
            person_id=one["person"],
            serves=one["serves"],
            recused=one["recused"],
            place=event.number * 1000 + place,
        )


@projects("examiner.recused", "考官回避")
def _recused(event: Event) -> None:
    row = models.Examiner.objects.get(pk=event.body["examiner"])
    row.recused = {**row.recused, **event.body["recused"]}
    row.save(update_fields=["recused"])


@projects("exam_paper.sealed", "密封试卷")
def _sealed(event: Event) -> None:
    body = event.body
    models.ExamPaper.objects.create(
        id=body["paper"],
        contest_id=body["contest"],
        step=body["step"],
        title=body["title"],
        copies=body["copies"],
        seal=body["seal"],
        sealed_on=event.day("on"),
        sealed_by=body["by"],
        place=event.number,
    )


@projects("exam_paper.opened", "启封试卷")
def _opened(event: Event) -> None:
    body = event.body
    models.ExamPaper.objects.filter(pk=body["paper"]).update(
        opened_on=event.day("on"), opened_by=body["by"], witnesses=body["witnesses"]
    )


@projects("marks.keyed", "登记成绩")
def _keyed(event: Event) -> None:
    body = event.body
    examiner, score, keying = body["examiner"], body["score"], body["keying"]
    _held(body["contest"], body["step"], event.day("on"))
    rows = models.Mark.objects.filter(
        application__contest=body["contest"], score=score, examiner=examiner, keying=keying
    )
    if len(body["marks"]) < _AT_ONCE:
        rows = rows.filter(application__in=body["marks"])
    old = {str(row.application_id): row for row in rows}
    new = []
    for application, text in body["marks"].items():
        row = old.get(application) or models.Mark(
            id=key_of(application, score, examiner, keying),
            application_id=application,
            score=score,
            examiner_id=examiner,
            keying=keying,
        )
        row.text, row.by, row.account = text, event.by, body["account"]
        new.append(row)
    changed = [row for row in new if str(row.application_id) in old]
    models.Mark.objects.bulk_update(changed, ["text", "by", "account"], batch_size=_AT_ONCE)
    models.Mark.objects.bulk_create(
        (row for row in new if str(row.application_id) not in old), batch_size=_AT_ONCE
    )
    _give(UUID(body["contest"]), body["given"], score)


def _give(contest: UUID, given: dict[str, Any], score: str) -> None:
    """Keep what now counts for a score; what is no longer agreed is taken back."""
    rows = models.Application.objects.filter(contest=contest)
    if len(given) < _AT_ONCE:
        rows = rows.filter(pk__in=given)
    changed = []
    for row in rows:
        if str(row.pk) not in given:
            continue
        kept = {name: value for name, value in row.given.items() if name != score}
        value = given[str(row.pk)]
        row.given = kept if value is None else {**kept, score: value}
        row.absent = [name for name in row.absent if name != score]
        changed.append(row)
    models.Application.objects.bulk_update(changed, ["given", "absent"], batch_size=_AT_ONCE)


@projects("values.stated", "登记考生的情况")
def _values(event: Event) -> None:
    stated = event.body["values"]
    rows = list(models.Application.objects.filter(pk__in=stated))
    for row in rows:
        row.values = {**row.values, **stated[str(row.pk)]}
    models.Application.objects.bulk_update(rows, ["values"], batch_size=_AT_ONCE)


@projects("absence.recorded", "登记缺考")
def _absent(event: Event) -> None:
    body = event.body
    _held(body["contest"], body["step"], event.day("on"))
    rows = list(models.Application.objects.filter(pk__in=body["applications"]))
    for row in rows:
        row.absent = [*(name for name in row.absent if name != body["score"]), body["score"]]
        row.given = {name: one for name, one in row.given.items() if name != body["score"]}
    models.Application.objects.bulk_update(rows, ["absent", "given"], batch_size=_AT_ONCE)


@projects("marks.signed", "成绩签字")
def _signed(event: Event) -> None:
    body = event.body
    row = step_of(body["contest"], body["step"])
    row.signatures = [
        *row.signatures,
        {"name": event.by, "role": event.role, "on": body["on"], "digest": body["digest"]},
    ]
    row.save(update_fields=["signatures"])


@projects("marks.announced", "现场宣布成绩")
def _announced(event: Event) -> None:
    body = event.body
    models.Announcement.objects.update_or_create(
        application_id=body["application"],
        step=body["step"],
        defaults={
            "id": key_of(body["application"], body["step"]),
            "contest_id": body["contest"],
            "marks": body["marks"],
            "place": event.number,
        },
    )


def _held(contest: str, step: str, on: date) -> None:
    row = step_of(contest, step)
    row.held_on = on
    row.save(update_fields=["held_on"])
