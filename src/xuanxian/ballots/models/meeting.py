"""The tables of meetings and who is entitled to take part in them."""

import uuid

from django.db import models


class Meeting(models.Model):
    """A meeting (会议) that votes on several matters, one poll each, with one slip a voter.

    `case` is the record stream on which its entries and those of its polls stand.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    title = models.CharField("名称", max_length=200)
    case = models.CharField("纪实链", max_length=120)
    unit_code = models.CharField("管理范围", max_length=60, blank=True)
    held_on = models.DateField("日期")
    venue = models.CharField("地点", max_length=120, blank=True)
    prepared_at = models.DateTimeField("建立时间")

    class Meta:
        verbose_name = "会议"
        ordering = ["-held_on", "-prepared_at"]

    def __str__(self) -> str:
        return self.title


class MeetingClass(models.Model):
    """A class of people entitled to take part in a meeting; its polls take the numbers over."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="classes")
    name = models.CharField("人员类别", max_length=40)
    place = models.PositiveSmallIntegerField("次序")
    entitled = models.PositiveIntegerField("应到")
    present = models.PositiveIntegerField("实到", null=True)

    class Meta:
        verbose_name = "会议人员类别"
        ordering = ["meeting", "place"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "name"], name="one_meeting_class")
        ]

    def __str__(self) -> str:
        return self.name
