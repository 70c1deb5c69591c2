"""等次比例: forced shares of grades over a group."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any, Literal

from pydantic import Field, model_validator

from xuanxian.conduct.instruments.declared import refuse_repeated, written_number
from xuanxian.conduct.instruments.grading.allocation import Allocation, allocate, sizes
from xuanxian.conduct.instruments.grading.terms import Grade, GradingFacts, Limit
from xuanxian.conduct.instruments.written_out import WrittenOut
from xuanxian.policy.expressions import Quantity, Value, show
from xuanxian.policy.formulas import Parameters, exact
from xuanxian.policy.instruments.saying import in_place
from xuanxian.policy.kinds import Fault, Provision, answer_of
from xuanxian.policy.outcome import Outcome, Verdict
from xuanxian.policy.parts import Finding, Whole, said, whole

_TIES = {
    "people": "得分相同而跨等次的，由人决定",
    "up": "得分相同而跨等次的，一律就高",
    "down": "得分相同而跨等次的，一律就低",
}


class Grading(WrittenOut):
    """Forced shares of grades.

    Attributes:
        of: the group, in words.
        by: who grades, in words.
        every_months: how often.
        grades: best first.
        limits: shares of some grades together.
        ties: what equal scores across two grades mean.
        remainder_to: grades in the order in which they get a place left over by rounding where
            remainders are equal; () puts it before people.
        smallest: least size of a group that is graded by shares.
    """

    KIND = "grading"
    TITLE = "等次比例"

    kind: Literal["grading"] = "grading"
    of: str = ""
    by: str = ""
    every_months: Whole | None = None
    grades: tuple[Grade, ...] = Field(min_length=2)
    limits: tuple[Limit, ...] = ()
    ties: Literal["people", "up", "down"] = "people"
    remainder_to: tuple[str, ...] = ()
    smallest: Whole | None = None

    @model_validator(mode="after")
    def _fits_together(self) -> "Grading":
        ids = [grade.id for grade in self.grades]
        refuse_repeated([*ids, *(g.title for g in self.grades if g.title not in ids)], "grades")
        refuse_repeated((limit.id for limit in self.limits), "limits")
        for limit in self.limits:
            refuse_repeated(limit.grades, "limits › grades")
        named = [*self.remainder_to, *(name for limit in self.limits for name in limit.grades)]
        if unknown := [name for name in named if name not in ids]:
            raise ValueError(f"没有等次“{unknown[0]}”，可用的有：{'、'.join(ids)}。")
        with_share = [grade for grade in self.grades if grade.share is not None]
        if with_share and len(with_share) < len(ids):
            raise ValueError("有的等次写了 share，有的没有；请全部写上，或全部不写。")
        if not with_share and not self.limits:
            raise ValueError("没有写任何比例，请写各等次的 share，或写 limits。")
        for message in self._unfit({}):
            raise ValueError(message)
        return self

    def faults(self, parameters: Mapping[str, Quantity]) -> Iterator[Fault]:
        """See `Instrument.faults`: shares that do not add up, limits that leave nobody room."""
        for message in self._unfit(parameters):
            yield Fault(("grades",), message, "请改正参数。")
        for limit in self.limits:
            for message in limit.unfit(parameters):
                yield Fault(("limits", limit.id), message, "请改正参数。")

    def _unfit(self, parameters: Mapping[str, Quantity]) -> Iterator[str]:
        """What contradicts among shares and limits, as far as they are known."""
        shares = [written_number(each.share, parameters) for each in self.grades if each.share]
        certain = [share for share in shares if share is not None]
        if any(share < 0 for share in certain) or (certain and not sum(certain)):
            yield "等次的份数不能小于零，也不能全部为零。"
        is_of_whole = any(0 < share < 1 for share in certain)
        if is_of_whole and len(certain) == len(shares) and sum(certain) != 1:
            yield f"各等次比例合计{show(sum(certain, Fraction(0)) * 100)}%，不是100%，请改正。"
        # Limits over grades that do not overlap must leave room for everybody.
        counted = [name for limit in self.limits for name in limit.grades]
        if len(set(counted)) < len(counted):
            return
        least = [written_number(limit.least, parameters) or Fraction(0) for limit in self.limits]
        if (total := sum(least, Fraction(0))) > 1:
            yield f"各等次的下限合计{show(total * 100)}%，超过100%，请改正。"
        most = [written_number(limit.most, parameters) for limit in self.limits]
        if set(counted) == {grade.id for grade in self.grades} and None not in most:
            total = sum((share for share in most if share is not None), Fraction(0))
            if total < 1:
                yield f"各等次的上限合计{show(total * 100)}%，不到100%，请改正。"

    @property
    def has_shares(self) -> bool:
        """Whether the size of every grade follows from the size of the group."""
        return self.grades[0].share is not None

    def title_of(self, grade: str) -> str:
        """The title of a grade named by id."""
        return next(each.title for each in self.grades if each.id == grade)

    def provisions(self) -> list[Provision]:
        """See `Instrument.provisions`: one item a limit."""
        every = f"每{said(self.every_months)}个月" if self.every_months is not None else ""
        who = f"由{self.by}" if self.by else ""
        titles = "、".join(grade.title for grade in self.grades)
        lead = f"{who}{every}对{self.of or '本组人员'}评定等次，由高到低分{titles}。"
        said_all = [Provision(lead)]
        if self.has_shares:
            ratio = "：".join(in_place(grade.share or "") for grade in self.grades)
            order = "、".join(self.title_of(name) for name in self.remainder_to)
            last = f"依次给{order}" if order else "由人决定"
            said_all.append(
                Provision(
                    f"{titles}的人数按{ratio}分配；折算人数先取整数，余下的名额按小数部分由大到小"
                    f"逐个分配，小数部分相同的{last}。"
                )
            )
        if self.limits:
            said_all.append(Provision("各等次的人数应当符合下列要求："))
        said_all += [
            Provision(self._said_limit(limit), limit.cite, ("limits", limit.id))
            for limit in self.limits
        ]
        if self.has_shares:
            said_all.append(Provision(f"{_TIES[self.ties]}；有人没有得分的，整组先暂缓。"))
        if self.smallest is not None:
            least = said(self.smallest)
            said_all.append(Provision(f"参评不足{least}人的，不单独按比例评定，由人研究。"))
        said_all += [
            Provision(f"{each.title}的，{each.effect}。") for each in self.grades if each.effect
        ]
        return said_all

    def _said_limit(self, limit: Limit) -> str:
        together = "合计" if len(limit.grades) > 1 else ""
        names = "、".join(self.title_of(name) for name in limit.grades) + together
        general = "一般" if limit.soft else ""
        least = f"不少于{in_place(limit.least)}" if limit.least is not None else ""
        most = f"不超过{in_place(limit.most)}" if limit.most is not None else ""
        shares = "，".join(part for part in (least, most) if part)
        said_parts = [f"占参评人数的比例{general}{shares}"] if shares else []
        if limit.heads_least is not None:
            said_parts.append(f"{general}不少于{said(limit.heads_least)}人")
        return f"{names}{'，'.join(said_parts)}；不符合的，{limit.verdict_of_breach.consequence}。"

    def places(self, size: int, parameters: Parameters) -> dict[str, int] | None:
        """How many of `size` people each grade has, by id; None where people must say.

        Raises:
            Refusal: a share is a parameter that is not set.
        """
        shares = {each.id: exact(each.share or "0", parameters) for each in self.grades}
        return sizes(shares, size, self.remainder_to)

    def decide(self, facts: GradingFacts, parameters: Parameters) -> Outcome:
        """Whether the grades of a group keep the shares, and what people still have to settle."""
        finding, _, _ = self._judged(facts, parameters)
        return Outcome.of(finding)

    def rehearse(
        self, given: Mapping[str, Any], parameters: Mapping[str, Value]
    ) -> Mapping[str, Any]:
        """See `Instrument.rehearse`; `given` fits `GradingFacts`.

        Answers 人数, 名额 (grade → how many), 等次 (person → grade), 待定 (people between two
        grades), 各等次人数 and the verdict.
        """
        facts = GradingFacts.model_validate(dict(given))
        finding, allocation, counts = self._judged(facts, parameters)
        answer = answer_of(Outcome.of(finding))
        answer["rules"] = {
            rule.partition(".")[2]: verdict for rule, verdict in answer["rules"].items()
        }
        size = self._size(facts)
        answer["人数"] = size
        if self.has_shares and size is not None:
            named = self.places(size, parameters)
            answer["名额"] = (
                {self.title_of(grade): heads for grade, heads in named.items()} if named else None
            )
        if allocation is not None:
            answer["等次"] = {
                name: self.title_of(grade) for name, grade in allocation.grades.items()
            }
            answer["待定"] = list(allocation.undecided)
        answer["各等次人数"] = {self.title_of(grade): heads for grade, heads in counts.items()}
        return answer

    def _size(self, facts: GradingFacts) -> int | None:
        if facts.scores:
            return len(facts.scores)
        if facts.grades:
            return len(facts.grades)
        if facts.counts:
            return sum(facts.counts.values())
        return facts.size

    def _judged(
        self, facts: GradingFacts, parameters: Parameters
    ) -> tuple[Finding, Allocation | None, dict[str, int]]:
        finding = Finding(self)
        size = self._size(facts)
        counts = self._counts(facts)
        if not size:
            finding.missing("size", "参评人数", "情况不明：没有参评人员，不能评定。")
            return finding, None, counts
        smallest = (
            whole(self.smallest, parameters, of="按比例评定的最少人数")
            if self.smallest is not None
            else 0
        )
        if size < smallest:
            finding.missing(
                "size",
                "参评人数",
                f"参评{size}人，不足{smallest}人，不单独按比例评定，请研究并入其他单位或另行评定。",
                figures={"参评人数": size},
                threshold=f"≥{smallest}人",
            )
            return finding, None, counts
        allocation = None
        if self.has_shares:
            allocation = self._judge_shares(facts, size, counts, parameters, finding)
        if counts:
            for limit in self.limits:
                self._judge_limit(limit, size, counts, parameters, finding)
        return finding, allocation, counts

    def _counts(self, facts: GradingFacts) -> dict[str, int]:
        ids = {grade.title: grade.id for grade in self.grades} | {
            grade.id: grade.id for grade in self.grades
        }
        given = [*facts.grades.values(), *facts.counts]
        if unknown := [name for name in given if name not in ids]:
            known = "、".join(grade.title for grade in self.grades)
            raise ValueError(f"没有等次“{unknown[0]}”，可用的有：{known}。")
        if not given:
            return {}
        counts = dict.fromkeys((grade.id for grade in self.grades), 0)
        for name in facts.grades.values():
            counts[ids[name]] += 1
        if not facts.grades:
            counts |= {ids[name]: heads for name, heads in facts.counts.items()}
        return counts

    def _judge_shares(
        self,
        facts: GradingFacts,
        size: int,
        counts: Mapping[str, int],
        parameters: Parameters,
        finding: Finding,
    ) -> Allocation | None:
        named = self.places(size, parameters)
        if named is None:
            finding.missing(
                "places",
                "各等次名额",
                f"{size}人按比例折算后，余下的名额小数部分相同，给哪个等次制度没有规定，由人决定。",
            )
            return None
        said_places = "、".join(f"{self.title_of(g)}{heads}人" for g, heads in named.items())
        if counts and not facts.scores:
            is_kept = all(counts[grade] == heads for grade, heads in named.items())
            given = "、".join(f"{self.title_of(g)}{heads}人" for g, heads in counts.items())
            finding.add(
                "places",
                Verdict.PASS if is_kept else Verdict.HOLD,
                "各等次名额",
                f"{size}人应为{said_places}，评定为{given}。",
                threshold=said_places,
            )
            return None
        finding.met("places", "各等次名额", f"{size}人按比例为{said_places}。")
        without = [name for name, score in facts.scores.items() if score is None]
        if without:
            finding.missing(
                "scores", "得分", f"情况不明：{'、'.join(without)}没有得分，整组等次暂不能定。"
            )
            return None
        scores = {name: score for name, score in facts.scores.items() if score is not None}
        if not scores:
            return None
        allocation = allocate(scores, named, self.ties)
        if allocation.undecided:
            finding.missing(
                "ties",
                "得分相同",
                f"{'、'.join(allocation.undecided)}得分相同而名额跨等次，由人决定。",
            )
        return allocation

    def _judge_limit(
        self,
        limit: Limit,
        size: int,
        counts: Mapping[str, int],
        parameters: Parameters,
        finding: Finding,
    ) -> None:
        heads = sum(counts[name] for name in limit.grades)
        names = "、".join(self.title_of(name) for name in limit.grades)
        least = exact(limit.least, parameters) if limit.least is not None else None
        most = exact(limit.most, parameters) if limit.most is not None else None
        floor = (
            whole(limit.heads_least, parameters, of="等次人数下限")
            if limit.heads_least is not None
            else 0
        )
        share = Fraction(heads, size)
        is_kept = (
            (least is None or share >= least) and (most is None or share <= most) and heads >= floor
        )
        bounds = [
            *([f"≥{_percent(least)}"] if least is not None else []),
            *([f"≤{_percent(most)}"] if most is not None else []),
            *([f"≥{floor}人"] if limit.heads_least is not None else []),
        ]
        finding.add(
            limit.id,
            Verdict.PASS if is_kept else limit.verdict_of_breach,
            f"{names}比例",
            f"{names}{heads}人，占参评{size}人的{_percent(share)}，"
            f"{'符合' if is_kept else '不符合'}{'且'.join(bounds)}。",
            figures={"人数": heads, "参评人数": size},
            threshold="且".join(bounds),
            cite=limit.cite,
        )


def _percent(share: Fraction) -> str:
    hundred = share * 100
    return f"{show(hundred)}%" if hundred.denominator == 1 else show(share)
