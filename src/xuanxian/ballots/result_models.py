"""The tables of what people do with a count: match written names, sign the result.

Neither touches an opened ballot, and neither knows one: written names stand here with what they
mean, not with where they were written.
"""

from django.db import models

from xuanxian.ballots.write_ins import WriteIn


class WriteInDecision(models.Model):
    """What tellers say a written name means: one proposes, another agrees.

    `written` is evened out as it is counted. `subject` is the id it counts under, "" where nobody
    can tell whom it means, `unit` that of a person of the registry. `doubt` is why a teller asks
    that a decision already counted by be made again, until another has answered.
    """

    class Meaning(models.TextChoices):
        LISTED = "listed", "票上所列的人"
        PERSON = "person", "干部库中的人"
        AS_WRITTEN = "as_written", "另一人，按所写姓名计"
        UNIDENTIFIED = "unidentified", "无法确认是谁，不计给任何人"

    poll = models.ForeignKey("ballots.Poll", models.CASCADE, related_name="write_in_decisions")
    written = models.CharField("所写姓名", max_length=60)
    meaning = models.CharField("认定", max_length=20, choices=Meaning.choices)
    subject = models.CharField(max_length=120, blank=True)
    name = models.CharField("计给", max_length=160, blank=True)
    unit = models.CharField("单位", max_length=160, blank=True)
    proposed_account = models.CharField(max_length=64)
    proposed_by = models.CharField("提出", max_length=60)
    agreed_account = models.CharField(max_length=64, blank=True)
    agreed_by = models.CharField("同意", max_length=60, blank=True)
    doubt = models.CharField("异议", max_length=300, blank=True)
    doubted_account = models.CharField(max_length=64, blank=True)
    doubted_by = models.CharField("提出异议", max_length=60, blank=True)

    class Meta:
        verbose_name = "另写姓名的认定"
        ordering = ["poll", "written"]
        constraints = [
            models.UniqueConstraint(fields=["poll", "written"], name="one_meaning_a_written_name")
        ]

    def __str__(self) -> str:
        return self.written

    @property
    def is_agreed(self) -> bool:
        """Whether a second teller has agreed."""
        return bool(self.agreed_by)

    @property
    def write_in(self) -> WriteIn:
        """What it says, as the count reads it."""
        return WriteIn(self.subject, self.name, self.unit)


class ResultSignature(models.Model):
    """A name under the result sheet, typed by its bearer. It holds for one result only."""

    class Capacity(models.TextChoices):
        TELLER = "teller", "计票人"
        SUPERVISOR = "supervisor", "监票人"
        CHAIR = "chair", "主持人"

    poll = models.ForeignKey("ballots.Poll", models.CASCADE, related_name="result_signatures")
    capacity = models.CharField("身份", max_length=20, choices=Capacity.choices)
    account = models.CharField(max_length=64)
    name = models.CharField("签名", max_length=60)
    result_digest = models.CharField("结果校验值", max_length=80)
    signed_at = models.DateTimeField("签名时间")

    class Meta:
        verbose_name = "结果签名"
        ordering = ["signed_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["poll", "account", "result_digest"], name="one_signature_a_person"
            )
        ]

    def __str__(self) -> str:
        return self.name
