"""What is done to many people of a round at once, tried before it is done.

Trying carries the verbs out and takes everything back, so that the preview is what would happen.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db import transaction

from xuanxian.access.actor import Actor
from xuanxian.access.models import Account
from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.selection import models, services
from xuanxian.selection.deeds.deed import DeedForm
from xuanxian.selection.deeds.fields import DayField, NamesField
from xuanxian.selection.instruments import Clearance, Notice, Stage
from xuanxian.selection.rules import Rules

MOST_AT_ONCE = 200
"""People one submission is done to: one transaction holds the round meanwhile."""


class MoveOnForm(DeedForm):
    """A remark for all."""

    remark = forms.CharField(label="备注", required=False, max_length=200)


class SendLettersForm(DeedForm):
    """Which letters, with one document number."""

    items = forms.MultipleChoiceField(
        label="征求事项", widget=forms.CheckboxSelectMultiple, choices=()
    )
    document_number = forms.CharField(label="发函文号", required=False, max_length=80)
    on = DayField(label="发函日期")

    def prepare(self) -> None:
        self.choice("items").choices = [
            (item.id, f"{item.title}（{item.asks}）")
            for clearance in self.rules.all(Clearance)
            for item in clearance.items
        ]


class StartNoticeForm(DeedForm):
    """One wording for all, with the person put in."""

    text = forms.CharField(
        label="公示内容",
        widget=forms.Textarea(attrs={"rows": 3}),
        initial="〔姓名〕，现任〔现任职务〕，拟任〔拟任职务〕。",
        help_text="〔姓名〕〔现任职务〕〔拟任职务〕逐人替换",
    )
    sites = NamesField(label="公示地点", required=False, help_text="不填则按制度规定的地点")
    on = DayField(label="公示开始日期")

    def prepare(self) -> None:
        notice = self.rules.first(Notice)
        if notice:
            self.fields["sites"].initial = list(notice.sites)


Perform = Callable[[models.Candidacy, dict[str, Any], Actor], Any]


@dataclass(frozen=True)
class BulkDeed:
    """One verb for many people.

    Attributes:
        verb: its name in addresses.
        roles: which roles the pinned policy gives it to, for one person.
    """

    verb: str
    title: str
    form: type[DeedForm]
    perform: Perform
    roles: Callable[[Rules, models.Candidacy], tuple[str, ...]]


def _send(one: models.Candidacy, cleaned: dict[str, Any], actor: Actor) -> None:
    for item in cleaned["items"]:
        services.send_letter(
            [one],
            item,
            document_number=cleaned["document_number"],
            on=cleaned["on"],
            actor=actor,
        )


def _notice(one: models.Candidacy, cleaned: dict[str, Any], actor: Actor) -> None:
    text = cleaned["text"]
    for word, value in (
        ("〔姓名〕", one.person.name),
        ("〔现任职务〕", one.person.current_post),
        ("〔拟任职务〕", str(one.vacancy.post)),
    ):
        text = text.replace(word, value)
    services.start_notice([one], text=text, sites=cleaned["sites"], on=cleaned["on"], actor=actor)


def _roles_of(verb: str, stage: Stage) -> Callable[[Rules, models.Candidacy], tuple[str, ...]]:
    def roles(rules: Rules, candidacy: models.Candidacy) -> tuple[str, ...]:
        del candidacy
        step = rules.procedure.step(stage)
        return step.roles_for(verb) if step else ()

    return roles


BULK_DEEDS: dict[str, BulkDeed] = {
    one.verb: one
    for one in (
        BulkDeed(
            "move_stage",
            "提交下一环节",
            MoveOnForm,
            lambda one, cleaned, actor: services.move_stage(
                one, remark=cleaned["remark"], actor=actor
            ),
            lambda rules, one: rules.step(one.stage).moves,
        ),
        BulkDeed(
            "send_letter",
            "发函征求意见",
            SendLettersForm,
            _send,
            _roles_of("send_letter", Stage.CLEARANCE),
        ),
        BulkDeed(
            "start_notice",
            "公示",
            StartNoticeForm,
            _notice,
            _roles_of("start_notice", Stage.NOTICE),
        ),
    )
}
"""Verb → what is done to many at once."""


@dataclass(frozen=True)
class Result:
    """How it goes, or went, for one person.

    Attributes:
        problems: why it does not; () where it does.
    """

    candidacy: models.Candidacy
    problems: tuple[Problem, ...]

    @property
    def passes(self) -> bool:
        """Whether it is done."""
        return not self.problems


def open_to(deed: BulkDeed, account: Account, rules: Rules, round_: models.Round) -> bool:
    """Whether the account may do it to anybody in any stage of the round."""
    return any(
        account.holds(*deed.roles(rules, models.Candidacy(stage=step.stage)), over=round_.unit.code)
        for step in rules.procedure.stages
    )


def carry_out(
    deed: BulkDeed,
    people: Sequence[models.Candidacy],
    cleaned: dict[str, Any],
    *,
    account: Account,
    rules: Rules,
) -> list[Result]:
    """Do it to each in order; who is refused stops nobody else.

    Raises:
        Refusal: nobody or too many were chosen.
    """
    if not people:
        raise Refusal("没有选择人选。", mend="请先勾选人选。")
    if len(people) > MOST_AT_ONCE:
        raise Refusal(
            f"一次最多办理{MOST_AT_ONCE}人，现在选了{len(people)}人。", mend="请分几次办理。"
        )
    results = []
    with transaction.atomic():
        for one in people:
            actor = account.acting_as(*deed.roles(rules, one), over=one.round.unit.code)
            try:
                with transaction.atomic():
                    deed.perform(one, cleaned, actor)
            except Refusal as refused:
                results.append(Result(one, tuple(refused.problems)))
            else:
                results.append(Result(one, ()))
    return results


def rehearse(
    deed: BulkDeed,
    people: Sequence[models.Candidacy],
    cleaned: dict[str, Any],
    *,
    account: Account,
    rules: Rules,
) -> list[Result]:
    """What `carry_out` would answer; nothing of it stays.

    Raises:
        Refusal: as `carry_out`.
    """
    with transaction.atomic():
        results = carry_out(deed, people, cleaned, account=account, rules=rules)
        transaction.set_rollback(True)
    return results
