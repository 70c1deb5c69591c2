"""What decides the state of a person: hold, bar, resume, end, void, return."""

from collections.abc import Callable
from typing import Any

from django import forms

from xuanxian.access.actor import Actor
from xuanxian.kernel import clock
from xuanxian.registry.codes import table
from xuanxian.registry.models import Post
from xuanxian.selection import models, services
from xuanxian.selection.deeds.deed import Deed, DeedForm, ReasonForm, declare, workers_here
from xuanxian.selection.deeds.fields import DayField
from xuanxian.selection.states import Move


class HoldForm(DeedForm):
    """Why, who looks after it, what it waits for, when it is looked at again."""

    reason = forms.CharField(label="暂缓的理由", widget=forms.Textarea(attrs={"rows": 3}))
    owner = forms.CharField(label="责任人", max_length=60, help_text="由谁跟进、到时提出意见")
    condition = forms.CharField(
        label="恢复条件",
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="什么情况具备后可以恢复，如“反映的问题查清”",
    )
    until = DayField(label="复查日期", help_text="最迟哪天再研究；到期只提醒，不自动恢复")


class BarForm(DeedForm):
    """Why, until which day or event, by which rule."""

    reason = forms.CharField(label="不得的理由", widget=forms.Textarea(attrs={"rows": 3}))
    until = DayField(label="到哪一天为止", required=False, help_text="含当日；只以某事为限的不填")
    event = forms.CharField(
        label="到什么事为止", required=False, max_length=200, help_text="如“审计结束并有结论”"
    )
    citation = forms.CharField(label="依据", required=False, max_length=200)

    def prepare(self) -> None:
        # The last day comes from a rule, never from the calendar of the day it is entered.
        self.fields["until"].initial = None


class VoidForm(ReasonForm):
    """What was irregular, by which rule, and the document where somebody was appointed."""

    citation = forms.CharField(label="依据", required=False, max_length=200)
    document_number = forms.CharField(
        label="免职文号", required=False, max_length=80, help_text="已经任职的必填"
    )


class ReturnForm(ReasonForm):
    """To which level, by which document, and to which post if one is known."""

    rank = forms.ChoiceField(label="回到的职务层次")
    post = forms.ModelChoiceField(
        Post.objects.none(), label="安排的职位", required=False, empty_label="以后另行安排"
    )
    document_number = forms.CharField(label="免职文号", max_length=80)
    on = DayField(label="免职日期")

    field_order = ("reason", "rank", "post", "document_number", "on")

    def prepare(self) -> None:
        ranks = table("rank")
        tried = ranks.codes.get(self.subject.vacancy.post.rank)
        self.choice("rank").choices = [
            (code.code, code.label)
            for code in ranks.codes.values()
            if tried is None or code.order > tried.order
        ]
        self.choice_of_rows("post").queryset = (
            Post.objects.filter(holdings__person=self.subject.person)
            .exclude(pk=self.subject.vacancy.post_id)
            .select_related("organisation")
            .distinct()
        )


def _declare(
    move: Move,
    title: str,
    form: type[DeedForm],
    perform: Callable[[models.Candidacy, dict[str, Any], Actor], Any],
    **more: Any,
) -> None:
    declare(
        Deed(
            verb=move.verb,
            title=title,
            subject=models.Candidacy,
            form=form,
            perform=perform,
            roles=workers_here(move.verb),
            **more,
        )
    )


_declare(
    Move.HOLD,
    "暂缓",
    HoldForm,
    lambda one, cleaned, actor: services.hold_candidate(
        one,
        cleaned["reason"],
        owner=cleaned["owner"],
        condition=cleaned["condition"],
        until=cleaned["until"],
        actor=actor,
    ),
    hint="暂缓期间本环节不再办理，已经发出的函仍可登记回复；恢复由人决定。",
)
_declare(
    Move.BAR,
    "列为不得",
    BarForm,
    lambda one, cleaned, actor: services.bar_candidate(
        one,
        cleaned["reason"],
        until=cleaned["until"],
        event=cleaned["event"],
        citation=cleaned["citation"],
        actor=actor,
    ),
    hint="期限以前不得恢复；期限过后由人决定是否恢复。",
    grave=True,
)
_declare(
    Move.RESUME,
    "恢复办理",
    ReasonForm,
    lambda one, cleaned, actor: services.resume_candidate(one, cleaned["reason"], actor=actor),
    hint="写明恢复条件是怎样具备的。",
    button="恢复",
)
_declare(
    Move.DROP,
    "终止选任",
    ReasonForm,
    lambda one, cleaned, actor: services.drop_candidate(one, cleaned["reason"], actor=actor),
    hint="终止后不能恢复；需要时可以重新提出。",
    grave=True,
)
_declare(
    Move.WITHDRAW,
    "登记本人退出",
    ReasonForm,
    lambda one, cleaned, actor: services.withdraw_candidate(one, cleaned["reason"], actor=actor),
    grave=True,
)
_declare(
    Move.VOID,
    "宣布作废",
    VoidForm,
    lambda one, cleaned, actor: services.void_candidate(
        one,
        cleaned["reason"],
        citation=cleaned["citation"],
        document_number=cleaned["document_number"],
        actor=actor,
    ),
    hint="违反程序、推荐结果过期等情形作废；已经任职的，同时免去职务。作废后不能恢复。",
    grave=True,
)
_declare(
    Move.RETURN,
    "免去试任职务",
    ReturnForm,
    lambda one, cleaned, actor: services.return_candidate(
        one,
        cleaned["reason"],
        rank=cleaned["rank"],
        post=cleaned["post"],
        document_number=cleaned["document_number"],
        on=cleaned["on"] or clock.today(),
        actor=actor,
    ),
    hint="不胜任的免去试任职务，按试任前的职级安排。",
    grave=True,
)
