"""Which policies are adopted, where, from when, with which parameters."""

import uuid

from django.db import models

from xuanxian.kernel.ordered_json_field import OrderedJSONField


class Adoption(models.Model):
    """A policy taken as the rule of a management scope from a day on.

    The merged text is kept whole, so that a change of the catalogue changes nothing adopted: who
    wants the new text adopts it anew.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    scope = models.CharField("适用范围", max_length=60, blank=True)  # unit code; "" is everywhere
    policy = models.CharField("制度", max_length=200)
    title = models.CharField("名称", max_length=200)
    digest = models.CharField("版本", max_length=80)
    valid_from = models.DateField("起")
    valid_until = models.DateField("止", null=True, blank=True)  # first day it no longer holds
    parameters = OrderedJSONField("参数", default=dict)  # name → value as written
    content = OrderedJSONField("制度内容")
    adopted_at = models.DateTimeField("采用时间")
    adopted_by = models.CharField("采用人", max_length=60)

    class Meta:
        verbose_name = "制度采用"
        ordering = ["-valid_from", "-adopted_at"]
        indexes = [models.Index(fields=["scope", "valid_from"])]

    def __str__(self) -> str:
        return f"{self.title}（{self.scope or '全部'}，{self.valid_from}起）"
