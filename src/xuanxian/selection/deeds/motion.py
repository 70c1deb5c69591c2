"""动议: plan, approvals, vacancies, proposals, and ending a candidacy."""

from typing import Any

from django import forms

from xuanxian.access.actor import Actor
from xuanxian.kernel import clock
from xuanxian.registry.models import Organisation, Person, Post, PostHolding
from xuanxian.registry.queries.people import under_codes
from xuanxian.registry.queries.units import vacancies
from xuanxian.selection import models, services
from xuanxian.selection.deeds.deed import (
    Deed,
    DeedForm,
    NoQuestions,
    declare,
    movers_first,
    workers,
    workers_here,
)
from xuanxian.selection.deeds.fields import DayField, NamesField
from xuanxian.selection.deeds.stated_values import stated_fields, stated_in
from xuanxian.selection.instruments import Motion, Stage
from xuanxian.selection.rules import Rules


class PlanForm(DeedForm):
    """The elements of the plan that the policy names."""

    def prepare(self) -> None:
        motion = self.rules.first(Motion)
        for element in motion.plan if motion else ():
            self.fields[f"plan_{element.id}"] = forms.CharField(
                label=element.title,
                required=False,
                initial=self.subject.plan.get(element.id, ""),
                widget=forms.Textarea(attrs={"rows": 3}),
            )


class ApproveForm(DeedForm):
    """Whose approval is registered, of those still open that the account may register."""

    approver = forms.ChoiceField(label="审批主体", widget=forms.RadioSelect)
    on = DayField(label="审批日期")
    remark = forms.CharField(label="审批意见", required=False, initial="同意")

    def prepare(self) -> None:
        given = set(self.subject.approvals.values_list("approver", flat=True))
        field = self.choice("approver")
        field.choices = [
            (one.id, one.title) for one in _approvers(self.rules) if one.id not in given
        ]
        if len(field.choices) == 1:
            field.initial = field.choices[0][0]


class VacancyForm(DeedForm):
    """The post to be filled."""

    post = forms.ModelChoiceField(
        Post.objects.none(), label="空缺职位", empty_label="请选择", help_text="只列有空缺的职位"
    )
    seats = forms.IntegerField(label="拟配人数", min_value=1, initial=1)
    manner = forms.CharField(label="任用方式", initial="委任制", max_length=20)
    requirements = forms.CharField(
        label="任职条件", required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    leaving = forms.IntegerField(
        label="同批次拟离任人数",
        min_value=0,
        initial=0,
        help_text="本单位同一职务层次在同一批次中将要离任的人数",
    )

    def prepare(self) -> None:
        field = self.choice_of_rows("post")
        taken = set(self.subject.vacancies.values_list("post", flat=True))
        units = Organisation.objects.filter(under_codes([self.subject.unit.code]))
        free = [post.pk for post, _ in vacancies(units, clock.today()) if post.pk not in taken]
        field.queryset = Post.objects.filter(pk__in=free).select_related("organisation")


class ProposeForm(DeedForm):
    """Who is proposed, and why."""

    person = forms.ModelChoiceField(Person.objects.all(), label="人选", widget=forms.HiddenInput)
    reason = forms.CharField(label="提名理由", widget=forms.Textarea(attrs={"rows": 4}))
    source = forms.CharField(label="人选来源", required=False, max_length=120)
    signers = NamesField(label="联名推荐人", required=False)
    leaves = forms.ModelChoiceField(
        PostHolding.objects.none(),
        label="拟免职务",
        required=False,
        empty_label="不免去现任职务",
    )

    def prepare(self) -> None:
        chosen = self.data.get("person") or self.initial.get("person")
        motion = self.rules.first(Motion)
        if motion is None or motion.joint_minimum is None:
            del self.fields["signers"]
        field = self.choice_of_rows("leaves")
        field.label_from_instance = lambda holding: holding.title
        if chosen:
            field.queryset = PostHolding.objects.filter(
                person=chosen, held_until__isnull=True
            ).order_by("-is_main", "held_from")
            field.initial = field.queryset.first()


class JudgeForm(DeedForm):
    """What the policy asks people to state of the person; left open it is unknown."""

    def prepare(self) -> None:
        self.fields.update(stated_fields(self.rules, self.subject.stated))


def _approvers(rules: Rules) -> Any:
    motion = rules.first(Motion)
    return motion.approvers if motion else ()


def _approver_roles(rules: Rules, round_: models.Round) -> tuple[str, ...]:
    return tuple(dict.fromkeys(role for one in _approvers(rules) for role in one.roles))


def _write_plan(round_: models.Round, cleaned: dict[str, Any], actor: Actor) -> models.Round:
    plan = {name.removeprefix("plan_"): text for name, text in cleaned.items()}
    return services.write_plan(round_, plan, actor=actor)


declare(
    Deed(
        verb="write_plan",
        title="填写动议方案",
        subject=models.Round,
        form=PlanForm,
        perform=_write_plan,
        roles=workers("write_plan", Stage.MOTION),
        hint="审批前可以多次修改，每次修改都留有记录；逐级酝酿的，每一版同意以后还可以修改下一版。",
        button="保存",
    )
)
declare(
    Deed(
        verb="approve_motion",
        title="登记动议审批",
        subject=models.Round,
        form=ApproveForm,
        perform=lambda round_, cleaned, actor: services.approve_motion(
            round_, cleaned["approver"], actor=actor, on=cleaned["on"], remark=cleaned["remark"]
        ),
        roles=_approver_roles,
        hint="审批以后动议方案不能再改；制度规定逐级酝酿的，同意以后形成下一版方案。",
        button="登记同意",
    )
)
declare(
    Deed(
        verb="add_vacancy",
        title="提出空缺职位",
        subject=models.Round,
        form=VacancyForm,
        perform=lambda round_, cleaned, actor: services.add_vacancy(
            round_,
            cleaned["post"],
            actor=actor,
            seats=cleaned["seats"],
            manner=cleaned["manner"],
            requirements=cleaned["requirements"],
            leaving=cleaned["leaving"],
        ),
        roles=workers("add_vacancy", Stage.MOTION),
        hint="职数预审的结论随职位一并记入；超职数的，人选在动议环节暂缓。",
    )
)
declare(
    Deed(
        verb="propose_candidate",
        title="提出人选",
        subject=models.Vacancy,
        form=ProposeForm,
        perform=lambda vacancy, cleaned, actor: services.propose_candidate(
            vacancy,
            cleaned["person"],
            actor=actor,
            reason=cleaned["reason"],
            source=cleaned["source"],
            leaves=cleaned["leaves"],
            signers=cleaned.get("signers", ()),
        ),
        roles=workers("propose_candidate", Stage.MOTION),
        hint="提出后即按今天的档案核验资格条件和不得列为考察对象的情形。",
    )
)
declare(
    Deed(
        verb="judge_candidate",
        title="重新审查资格",
        subject=models.Candidacy,
        form=JudgeForm,
        perform=lambda candidacy, cleaned, actor: services.judge_candidate(
            candidacy, actor=actor, stated=stated_in(cleaned)
        ),
        roles=workers_here("judge_candidate"),
        hint="填写由人认定的情况，按今天的档案重新核验；原来的结论留在纪实中，没有填写的为不明。",
    )
)
declare(
    Deed(
        verb="close_round",
        title="批次办结",
        subject=models.Round,
        form=NoQuestions,
        perform=lambda round_, cleaned, actor: services.close_round(round_, actor=actor),
        roles=movers_first,
        hint="办结后本批次只能查阅。",
        grave=True,
    )
)
