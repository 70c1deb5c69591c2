"""The tables of the box: the tellers who lock it and the registrars that watch it."""

import uuid

from django.db import models

from xuanxian.ballots.models.poll import Poll
from xuanxian.kernel.ordered_json_field import OrderedJSONField


class TellerSeat(models.Model):
    """The seat of one of a box's three tellers (计票人席位).

    `box` is the poll, or the meeting whose polls share the key. A teller is known by `account`, or
    by a code handed over on paper that serves once (`code_hash`). What is kept of the teller's key
    is its public half, a hash of the key file's token, and the shares sealed to it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    box = models.UUIDField(db_index=True)
    place = models.PositiveSmallIntegerField()
    name = models.CharField("计票人", max_length=60)
    account = models.CharField(max_length=64, blank=True)
    organiser = models.CharField(max_length=64, blank=True)
    code_hash = models.CharField(max_length=64, blank=True, db_index=True)
    token_hash = models.CharField(max_length=64, blank=True)
    public_half = models.BinaryField(null=True)
    shares = OrderedJSONField(default=dict)
    registrar_connected = models.BooleanField("登记机已接入", default=False)

    class Meta:
        verbose_name = "计票人席位"
        ordering = ["box", "place"]
        constraints = [models.UniqueConstraint(fields=["box", "place"], name="one_teller_a_place")]

    def __str__(self) -> str:
        return self.name


class RegistrarBatch(models.Model):
    """Hashes of envelopes told to the registrars together, sorted; written by no cast."""

    poll = models.ForeignKey(Poll, models.CASCADE, related_name="registrar_batches")
    place = models.PositiveIntegerField()
    hashes = OrderedJSONField()

    class Meta:
        verbose_name = "登记批次"
        ordering = ["poll", "place"]
        constraints = [models.UniqueConstraint(fields=["poll", "place"], name="one_batch_a_place")]


class RegistrarStatement(models.Model):
    """What a registrar says it has seen of a closed box."""

    poll = models.ForeignKey(Poll, models.CASCADE, related_name="registrar_statements")
    seat = models.ForeignKey(TellerSeat, models.CASCADE)
    root = models.CharField("登记校验值", max_length=80)
    envelopes = models.PositiveIntegerField("登记票数")

    class Meta:
        verbose_name = "登记机核对"
        constraints = [
            models.UniqueConstraint(fields=["poll", "seat"], name="one_statement_a_registrar")
        ]
