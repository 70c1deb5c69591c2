"""任期和交流: how long a leading post may be held before its holder is to move."""

from collections.abc import Sequence
from datetime import date
from typing import Literal

from pydantic import Field, model_validator

from xuanxian.kernel.deadlines import add_months
from xuanxian.policy.kinds import Instrument, Provision
from xuanxian.policy.outcome import Outcome, Verdict
from xuanxian.policy.parts import Facts, Finding, Parameters, Part, Whole, said, whole

_MONTHS_A_YEAR = 12


class TenureRule(Part):
    """One limit on a post, in years or in terms.

    Attributes:
        years: how many years; None where it is counted in terms.
        terms, term_years: how many terms of how many years.
        effect: what follows, as 应当交流.
    """

    id: str
    label: str
    years: Whole | None = None
    terms: Whole | None = None
    term_years: Whole | None = None
    effect: str
    cite: str = ""

    @model_validator(mode="after")
    def _is_years_or_terms(self) -> "TenureRule":
        in_terms = self.terms is not None and self.term_years is not None
        if (self.years is None) == (not in_terms):
            raise ValueError("写 years，或者写 terms 和 term_years，不能都写或都不写")
        return self


class TenureFacts(Facts):
    """A post held on the day `as_of`; `held_from` None where the file does not say."""

    as_of: date
    held_from: date | None = None


class Tenure(Instrument):
    """How long the same leading post may be held; it advises, people decide who moves."""

    KIND = "tenure"
    TITLE = "任期和交流"

    kind: Literal["tenure"] = "tenure"
    rules: tuple[TenureRule, ...] = Field(min_length=1)

    def explain(self) -> list[str]:
        """See `Instrument.explain`."""
        return [each.text for each in self.provisions()]

    def provisions(self) -> Sequence[Provision]:
        """See `Instrument.provisions`: one item a limit."""
        found = [Provision("担任同一领导职务的年限：")]
        for rule in self.rules:
            limit = (
                f"满{said(rule.years)}年"
                if rule.years is not None
                else f"满{said(rule.terms or 0)}个任期（每个任期{said(rule.term_years or 0)}年）"
            )
            found.append(
                Provision(
                    f"{rule.label}：{limit}的，{rule.effect}。", rule.cite, ("rules", rule.id)
                )
            )
        return found

    def reached_on(self, rule: TenureRule, held_from: date, parameters: Parameters) -> date:
        """The day on which the limit is reached by who took the post up on `held_from`."""
        if rule.years is not None:
            years = whole(rule.years, parameters, of=f"{rule.label}（年）")
        else:
            terms = whole(rule.terms or 0, parameters, of=f"{rule.label}（任期）")
            years = terms * whole(rule.term_years or 0, parameters, of=f"{rule.label}任期（年）")
        return add_months(held_from, years * _MONTHS_A_YEAR)

    def decide(self, facts: TenureFacts, parameters: Parameters) -> Outcome:
        """Which limits are reached; one reached flags, what the file does not say holds nobody."""
        finding = Finding(self)
        for rule in self.rules:
            if facts.held_from is None:
                finding.add(
                    rule.id, Verdict.FLAG, rule.label, "档案没有写明任职时间。", cite=rule.cite
                )
                continue
            day = self.reached_on(rule, facts.held_from, parameters)
            if facts.as_of >= day:
                text = f"{facts.held_from:%Y.%m.%d}任职，{day:%Y.%m.%d}已到年限，{rule.effect}。"
                finding.add(rule.id, Verdict.FLAG, rule.label, text, cite=rule.cite)
            else:
                text = f"{facts.held_from:%Y.%m.%d}任职，到{day:%Y.%m.%d}。"
                finding.met(rule.id, rule.label, text, cite=rule.cite)
        return Outcome.of(finding)
