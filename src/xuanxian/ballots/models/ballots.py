"""The tables of slips and of the ballots voted with them, or under a name."""

import uuid

from django.db import models

from xuanxian.ballots.models.poll import Poll, PollClass
from xuanxian.ballots.random_keys import random_key
from xuanxian.kernel.ordered_json_field import OrderedJSONField


class Slip(models.Model):
    """A slip drawn at the door. Nobody records who drew which.

    A slip of a meeting is good for each of its polls and has a row in each, under a hash of its
    code and the poll: without the code no two rows can be known for one slip's. Rows are inserted
    in the order of their hashes and printed in another, so that the row ids SQLite keeps tell no
    more than the hash does.
    """

    class State(models.TextChoices):
        ISSUED = "issued", "有效"
        VOID = "void", "作废"
        CAST = "cast", "已投"

    code_hash = models.CharField(max_length=64, primary_key=True)
    poll = models.ForeignKey(Poll, models.CASCADE, related_name="slips")
    voters = models.ForeignKey(PollClass, models.CASCADE, related_name="slips")
    state = models.CharField(max_length=10, choices=State.choices, default=State.ISSUED)
    envelope = models.BinaryField(null=True)

    class Meta:
        verbose_name = "票"


class OpenedBallot(models.Model):
    """One ballot out of the box: its class and content, nothing of its slip."""

    key = models.CharField(max_length=32, primary_key=True, default=random_key)
    poll = models.ForeignKey(Poll, models.CASCADE, related_name="opened_ballots")
    voters = models.ForeignKey(PollClass, models.CASCADE, related_name="opened_ballots")
    content = OrderedJSONField()

    class Meta:
        verbose_name = "开出的票"
        ordering = ["key"]


class SignedBallot(models.Model):
    """A ballot under its signer's name (署名推荐)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    poll = models.ForeignKey(Poll, models.CASCADE, related_name="signed_ballots")
    voters = models.ForeignKey(PollClass, models.CASCADE, related_name="signed_ballots")
    signer = models.CharField("署名人", max_length=80)
    account = models.CharField(max_length=64, blank=True)
    content = OrderedJSONField()
    cast_at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "署名票"
        ordering = ["cast_at"]
        constraints = [models.UniqueConstraint(fields=["poll", "signer"], name="one_signed_ballot")]


class OpenedText(models.Model):
    """What somebody wrote in the own words, torn off its ballot or questionnaire at opening.

    It stands under a random key of its own, without class, ballot or slip: who is known by the
    words is not known by the answers, nor by other words of the same hand. `subject` is whom it
    was written of, "" on a questionnaire; `note` is the heading, or the question's id.
    """

    key = models.CharField(max_length=32, primary_key=True, default=random_key)
    poll = models.ForeignKey(Poll, models.CASCADE, related_name="opened_texts")
    subject = models.CharField("对象", max_length=120, blank=True)
    note = models.CharField("栏目", max_length=120)
    text = models.TextField("文字")

    class Meta:
        verbose_name = "开出的文字"
        ordering = ["key"]
