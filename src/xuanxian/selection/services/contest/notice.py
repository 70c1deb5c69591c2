"""The notice of a contest, closing applications, posts cut, merged or called off, and the end."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from xuanxian.access.actor import Actor
from xuanxian.kernel import clock
from xuanxian.kernel.deadlines import last_working_day
from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.policy.outcome import Outcome
from xuanxian.policy.parts import whole
from xuanxian.selection import models
from xuanxian.selection.instruments import Contest, Motion, Stage
from xuanxian.selection.instruments.contest.fields import read_values
from xuanxian.selection.models.contest import PostWay
from xuanxian.selection.services.contest.entering import EnteredContest
from xuanxian.selection.services.entering import Entered, enter, wanted
from xuanxian.selection.states import Move, sources


@dataclass(frozen=True)
class PostNotice:
    """A vacancy as the notice puts it up; `seats` None takes those of the vacancy."""

    vacancy: models.Vacancy
    conditions: str = ""
    seats: int | None = None


@transaction.atomic
def publish_contest(
    round_: models.Round,
    instrument: str,
    *,
    title: str,
    text: str,
    posts: Sequence[PostNotice],
    opens_on: date,
    closes_on: date,
    actor: Actor,
    sites: Sequence[str] = (),
) -> models.Contest:
    """Publish the notice of a contest: posts, conditions, dates.

    Args:
        instrument: id of the `contest` instrument of the round's policy.

    Raises:
        Refusal: the motion is not approved, a post is over the establishment or up already, the
            time for applications is too short or has passed, or the role may not.
    """
    entered = enter(round_, actor)
    entered.allow("publish_contest", Stage.CONTEST)
    rule = entered.rules.get(instrument, Contest)
    if models.Contest.objects.filter(round=round_, instrument=instrument).exists():
        raise Refusal(f"本批次的“{rule.title or rule.TITLE}”已经发布公告。")
    _refuse_unapproved(entered)
    if not posts:
        raise Refusal("没有选择职位。", mend="请至少选择一个空缺职位。")
    _refuse_dates(entered, rule, opens_on, closes_on)
    body = [_post_body(entered, one) for one in posts]
    _make_titles_differ(body)
    contest = uuid.uuid4()
    entered.take(
        "contest.published",
        {
            "contest": str(contest),
            "round": str(round_.pk),
            "instrument": instrument,
            "title": wanted(title, "名称"),
            "text": wanted(text, "公告内容"),
            "sites": [site.strip() for site in sites if site.strip()],
            "opens_on": opens_on.isoformat(),
            "closes_on": closes_on.isoformat(),
            "on": clock.today().isoformat(),
            "posts": body,
        },
    )
    return models.Contest.objects.get(pk=contest)


def _refuse_unapproved(entered: Entered) -> None:
    motion = entered.rules.first(Motion)
    given = set(entered.round.approvals.values_list("approver", flat=True))
    if motion and (open_ones := [one.title for one in motion.approvers if one.id not in given]):
        raise Refusal(
            f"动议方案还没有经{'、'.join(open_ones)}审批。", mend="审批以后才能发布公告。"
        )


def _refuse_dates(entered: Entered, rule: Contest, opens_on: date, closes_on: date) -> None:
    where, today = entered.round.title, clock.today()
    if opens_on < today:
        raise Refusal(
            Problem(where, "报名开始", opens_on.isoformat(), "早于公告当天。", "请从公告之日起。")
        )
    if closes_on < opens_on:
        raise Refusal(
            Problem(where, "报名截止", closes_on.isoformat(), "早于报名开始。", "请核对日期。")
        )
    if rule.open_working_days is not None:
        days = whole(rule.open_working_days, entered.rules.parameters, of="报名时间（工作日）")
        least = last_working_day(opens_on, days, count_first_day=True)
        if closes_on < least:
            raise Refusal(
                Problem(
                    where,
                    "报名截止",
                    closes_on.isoformat(),
                    f"报名时间不足{days}个工作日。",
                    f"最早可到{least.isoformat()}截止。",
                )
            )


def _post_body(entered: Entered, one: PostNotice) -> dict[str, object]:
    vacancy = one.vacancy
    if vacancy.round_id != entered.round.pk:
        raise Refusal(f"{vacancy.post}不是本批次的空缺职位。")
    if vacancy.establishment_outcome:
        outcome = Outcome.model_validate(vacancy.establishment_outcome)
        if outcome.blocks:
            raise Refusal(
                Problem(
                    str(vacancy.post),
                    "职数预审",
                    outcome.verdict.label,
                    outcome.reasons[0].explanation,
                    "请先核实职数，或不列入竞争。",
                )
            )
    seats = vacancy.seats if one.seats is None else one.seats
    if not 1 <= seats <= vacancy.seats:
        raise Refusal(
            Problem(
                str(vacancy.post), "职数", str(seats), f"应在1至{vacancy.seats}之间。", "请核对。"
            )
        )
    return {
        "post": str(uuid.uuid4()),
        "vacancy": str(vacancy.pk),
        "title": str(vacancy.post),
        "conditions": one.conditions.strip() or vacancy.requirements,
        "seats": seats,
    }


def _make_titles_differ(posts: list[dict[str, object]]) -> None:
    seen: dict[object, int] = {}
    for one in posts:
        seen[one["title"]] = seen.get(one["title"], 0) + 1
        if seen[one["title"]] > 1:
            one["title"] = f"{one['title']}（{seen[one['title']]}）"


@transaction.atomic
def state_of_contest(
    contest: models.Contest, values: Mapping[str, object], *, actor: Actor
) -> models.Contest:
    """State what conditions ask of the whole contest, as that fewer people were agreed to.

    Raises:
        Refusal: a value the policy does not ask for.
    """
    inside = EnteredContest(contest, actor)
    inside.allow("settle_contest_post")
    read_values(inside.instrument.brought, values, inside.row.title)
    inside.take("contest.stated", {"values": dict(values)})
    return models.Contest.objects.get(pk=contest.pk)


@transaction.atomic
def close_applications(contest: models.Contest, *, actor: Actor) -> models.Contest:
    """Register that applications are over.

    Raises:
        Refusal: the last day has not passed, closed already, or the role may not.
    """
    inside = EnteredContest(contest, actor)
    inside.allow("close_applications")
    if inside.row.closed_on:
        raise Refusal(f"“{inside.row.title}”已于{inside.row.closed_on.isoformat()}截止报名。")
    if clock.today() <= inside.row.closes_on:
        raise Refusal(
            f"报名到{inside.row.closes_on.isoformat()}才截止。", mend="期满后的第一天起可以登记。"
        )
    inside.take(
        "applications.closed",
        {"on": clock.today().isoformat(), "entered": inside.applications.count()},
    )
    return models.Contest.objects.get(pk=contest.pk)


@transaction.atomic
def settle_contest_post(
    post: models.ContestPost,
    way: str,
    reason: str,
    *,
    actor: Actor,
    seats: int = 0,
    into: models.ContestPost | None = None,
) -> models.ContestPost:
    """Cut the seats of a post, merge it into another or call its contest off.

    Args:
        way: a `PostWay` besides OPEN.
        seats: seats left where they are cut.
        into: the post it is merged into.

    Raises:
        Refusal: applications are open, marks were keyed, settled already, or it makes no sense.
    """
    inside = EnteredContest(post.contest, actor)
    inside.allow("settle_contest_post")
    inside.refuse_unless_closed()
    fresh = models.ContestPost.objects.get(pk=post.pk)
    if fresh.way in {PostWay.MERGED, PostWay.CALLED_OFF}:
        raise Refusal(f"{fresh.title}已经{fresh.get_way_display()}。")
    if models.ContestStep.objects.filter(contest=inside.row, held_on__isnull=False).exists():
        raise Refusal("已经开始考试，不能再调整职位。", mend="请在抽签、考试之前调整。")
    body: dict[str, object] = {"seats": fresh.seats_left, "into": None, "moved": 0}
    match way:
        case PostWay.CUT:
            if not 1 <= seats < fresh.seats_left:
                raise Refusal(
                    Problem(fresh.title, "竞争职数", str(seats), "不是核减后的职数。",
                            f"现为{fresh.seats_left}个，请写得少一些；全部不要的请取消。")
                )  # fmt: skip
            body["seats"] = seats
        case PostWay.MERGED:
            if into is None or into.contest_id != inside.row.pk or into.pk == fresh.pk:
                raise Refusal(
                    Problem(fresh.title, "并入", "", "没有选择要并入的职位。", "请选择。")
                )
            if into.way in {PostWay.MERGED, PostWay.CALLED_OFF}:
                raise Refusal(f"{into.title}已经{into.get_way_display()}，不能并入。")
            body |= {"into": str(into.pk), "moved": fresh.seats_left, "seats": 0}
        case PostWay.CALLED_OFF:
            body["seats"] = 0
        case _:
            raise Refusal(Problem(fresh.title, "处理", way, "不是有效的处理。", "请重新选择。"))
    inside.take(
        "contest_post.settled",
        {"post": str(fresh.pk), "title": fresh.title, "way": way,
         "reason": wanted(reason, "理由"), **body},
    )  # fmt: skip
    return models.ContestPost.objects.get(pk=post.pk)


@transaction.atomic
def end_contest(contest: models.Contest, reason: str, *, actor: Actor) -> models.Contest:
    """End a contest: who does not go on and stands on no reserve list is no longer a candidate.

    Raises:
        Refusal: the last round is not published, no reason, or the role may not.
    """
    inside = EnteredContest(contest, actor)
    inside.allow("end_contest")
    last = inside.row_of(inside.instrument.rounds[-1].id)
    if last is None or last.published_on is None:
        raise Refusal(
            "最后一轮的成绩还没有公布。", mend="公布以后才能结束；不再举行的请取消各职位。"
        )
    why = wanted(reason, "理由")
    staying = {
        one.candidacy_id
        for one in inside.applications
        if one.going_on or one.stands.get("reserve") is not None
    }
    under_way = models.Candidacy.objects.filter(
        application__contest=inside.row, stage=Stage.CONTEST, state__in=sources(Move.DROP)
    ).values_list("pk", flat=True)
    inside.take(
        "contest.ended",
        {
            "candidacies": sorted(str(pk) for pk in under_way if pk not in staying),
            "reason": why,
            "on": clock.today().isoformat(),
        },
    )
    return models.Contest.objects.get(pk=contest.pk)
