"""What a page lets somebody do to a case: one verb, its form, and the roles the policy gives it to.

A deed adds nothing to its service: it asks for what the service takes and hands it over.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.db.models import Model

from xuanxian.access.actor import Actor
from xuanxian.access.models import Account
from xuanxian.selection import models
from xuanxian.selection.instruments import Stage
from xuanxian.selection.rules import Rules


class DeedForm(forms.Form):
    """The form of a deed. `prepare` adds the fields that depend on the subject and its policy."""

    def __init__(
        self, *arguments: Any, subject: Any, rules: Rules, account: Account, **named: Any
    ) -> None:
        super().__init__(*arguments, **named)
        self.subject = subject
        self.rules = rules
        self.account = account
        self.prepare()

    def prepare(self) -> None:
        """Add or narrow fields by `self.subject`, `self.rules` and `self.account`."""

    def choice(self, name: str) -> forms.ChoiceField:
        """The field `name`, whose choices `prepare` sets."""
        return cast(forms.ChoiceField, self.fields[name])

    def choice_of_rows(self, name: str) -> Any:
        """The field `name`, whose queryset `prepare` sets."""
        return self.fields[name]


class NoQuestions(DeedForm):
    """Nothing to ask: only the button."""


class ReasonForm(DeedForm):
    """A reason in words."""

    reason = forms.CharField(label="理由", widget=forms.Textarea(attrs={"rows": 4}))


Perform = Callable[[Any, dict[str, Any], Actor], Any]
RolesOf = Callable[[Rules, Any], tuple[str, ...]]


def _unit_of_round(subject: Any) -> str:
    """The code of the unit whose round `subject` belongs to."""
    if isinstance(subject, models.Round):
        return subject.unit.code
    round_ = getattr(subject, "round", None) or subject.candidacy.round
    return str(round_.unit.code)


@dataclass(frozen=True)
class Deed:
    """One verb on one kind of subject.

    Attributes:
        verb: its name in addresses, that of the service.
        title: what it does, in Chinese.
        subject: the model of the subject.
        form: what is asked.
        perform: hands the cleaned form to the service and answers what it answers.
        roles: which roles the pinned policy gives the verb to.
        hint: one sentence on what follows from it.
        button: the word on the button; the title when empty.
        grave: asks for confirmation before it is done.
        over: code of the unit over which the roles must be held; that of the round by default.
    """

    verb: str
    title: str
    subject: type[Model]
    form: type[DeedForm]
    perform: Perform
    roles: RolesOf
    hint: str = ""
    button: str = ""
    grave: bool = False
    over: Callable[[Any], str] = _unit_of_round

    def actor(self, account: Account, rules: Rules, subject: Any) -> Actor:
        """`account` in a role that may do it, or in any it holds, so that the service explains."""
        return account.acting_as(*self.roles(rules, subject), over=self.over(subject))

    def open_to(self, account: Account, rules: Rules, subject: Any) -> bool:
        """Whether one of the account's roles over the unit concerned may do it under the policy."""
        return account.holds(*self.roles(rules, subject), over=self.over(subject))


_DEEDS: dict[tuple[type[Model], str], Deed] = {}


def declare(deed: Deed) -> Deed:
    """Make a deed known to the pages."""
    _DEEDS[deed.subject, deed.verb] = deed
    return deed


def deed_of(subject: type[Model], verb: str) -> Deed | None:
    """The deed with this verb on this kind of subject."""
    return _DEEDS.get((subject, verb))


def workers(verb: str, stage: Stage) -> RolesOf:
    """The roles that the procedure gives `verb` of `stage` to."""
    return lambda rules, subject: rules.step(stage).roles_for(verb)


def workers_here(verb: str) -> RolesOf:
    """The roles that the procedure gives `verb` to in the stage where the person stands."""
    return lambda rules, subject: rules.step(subject.stage).roles_for(verb)


def movers_here(rules: Rules, subject: models.Candidacy) -> tuple[str, ...]:
    """The roles that move people out of the stage where the person stands."""
    return rules.step(subject.stage).moves


def movers_first(rules: Rules, subject: models.Round) -> tuple[str, ...]:
    """The roles that move people out of the first stage; they close rounds too."""
    return rules.procedure.stages[0].moves
