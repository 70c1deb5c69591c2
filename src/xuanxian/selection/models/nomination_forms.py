"""署名推荐表: signed forms that put somebody forward in a round."""

import uuid

from django.db import models

from xuanxian.kernel.ordered_json_field import OrderedJSONField
from xuanxian.registry.models import Organisation, Person
from xuanxian.selection.models.round import Candidacy


class NominationForm(models.Model):
    """A form received. What it says is a file apart; a form withdrawn or found untrue stays."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    candidacy = models.ForeignKey(Candidacy, models.CASCADE, related_name="nomination_forms")
    instrument = models.CharField(max_length=60)  # id of the `signed_nomination` in the policy
    nominator = models.CharField("推荐人", max_length=60)
    nominator_post = models.CharField("推荐人职务", max_length=120)
    nominator_person = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="+"
    )  # where the registry knows the nominator
    nominator_unit = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    of_class = models.CharField("推荐主体", max_length=60, blank=True)
    manner = models.CharField("推荐方式", max_length=60, blank=True)
    oral = models.BooleanField("口头推荐", default=False)
    directed = models.BooleanField("定向推荐", default=True)
    rank = models.CharField("推荐的职务层次", max_length=10, blank=True)  # of an undirected one
    promotion = models.BooleanField("提拔重用", null=True)
    relation = models.CharField("申明的关系", max_length=60, null=True)  # None: not declared
    attested = OrderedJSONField("签字盖章", default=list)  # ids in the policy
    written = OrderedJSONField("写明的内容", default=list)  # ids in the policy
    text_digest = models.CharField("推荐材料", max_length=80, blank=True)  # sha256:<hex>
    received_on = models.DateField("收到日期")
    received_by = models.CharField("登记人", max_length=60)
    withdrawn_on = models.DateField("撤销日期", null=True)
    withdrawn_by = models.CharField("撤销登记人", max_length=60, blank=True)
    withdrawn_because = models.TextField("撤销的理由", blank=True)
    found_untrue = models.BooleanField("推荐失实", default=False)
    place = models.PositiveIntegerField("排序", default=0)

    class Meta:
        verbose_name = "署名推荐表"
        ordering = ["candidacy", "place"]

    def __str__(self) -> str:
        return f"{self.nominator}推荐{self.candidacy.person}"
