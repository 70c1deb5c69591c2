"""事前报批 and its reply."""

from django import forms

from xuanxian.selection import models, services
from xuanxian.selection.deeds.deed import Deed, DeedForm, declare, workers_here
from xuanxian.selection.deeds.fields import DayField
from xuanxian.selection.instruments import PriorApproval
from xuanxian.selection.instruments.prior_approval import REPLIES


class RequestForm(DeedForm):
    """Which exception, why, by which letter."""

    item = forms.ChoiceField(label="报批事项", widget=forms.RadioSelect)
    ground = forms.ChoiceField(label="理由类别", required=False, widget=forms.RadioSelect)
    reason = forms.CharField(
        label="报批理由",
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="写明本人的具体情况和工作需要",
    )
    document_number = forms.CharField(label="报批文号", required=False, max_length=80)
    on = DayField(label="报批日期")

    def prepare(self) -> None:
        items = [item for one in self.rules.all(PriorApproval) for item in one.items]
        self.choice("item").choices = [
            (item.id, f"{item.title}（报{item.approver}，离开{item.holds.label}环节以前）")
            for item in items
        ]
        grounds = {ground.id: ground.title for item in items for ground in item.grounds}
        self.choice("ground").choices = list(grounds.items())
        if not grounds:
            del self.fields["ground"]


class ApprovalReplyForm(DeedForm):
    """What the body decided, by which document."""

    reply = forms.ChoiceField(label="批复", choices=list(REPLIES.items()), widget=forms.RadioSelect)
    document_number = forms.CharField(label="批复文号", max_length=80)
    text = forms.CharField(
        label="批复意见", required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    on = DayField(label="批复日期")


declare(
    Deed(
        verb="request_approval",
        title="事前报批",
        subject=models.Candidacy,
        form=RequestForm,
        perform=lambda one, cleaned, actor: services.request_approval(
            one,
            cleaned["item"],
            cleaned["reason"],
            ground=cleaned.get("ground", ""),
            document_number=cleaned["document_number"],
            on=cleaned["on"],
            actor=actor,
        ),
        roles=workers_here("request_approval"),
        hint="破格、越级、免推荐等须事前报批；没有批复不能进入规定的环节，不回复不视为同意。",
        button="报批",
    )
)
declare(
    Deed(
        verb="record_approval_reply",
        title="登记批复",
        subject=models.PriorApprovalRequest,
        form=ApprovalReplyForm,
        perform=lambda request, cleaned, actor: services.record_approval_reply(
            request,
            cleaned["reply"],
            document_number=cleaned["document_number"],
            text=cleaned["text"],
            on=cleaned["on"],
            actor=actor,
        ),
        roles=lambda rules, request: rules.step(request.candidacy.stage).roles_for(
            "record_approval_reply"
        ),
    )
)
