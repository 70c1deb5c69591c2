"""The policy kind `inspection`: how people are inspected, and whether it is complete."""

from datetime import date
from typing import Literal

from xuanxian.kernel.deadlines import last_working_day
from xuanxian.policy.kinds import Instrument
from xuanxian.policy.outcome import Outcome, Verdict
from xuanxian.policy.parts import (
    Finding,
    Named,
    Parameters,
    Whole,
    said,
    whole,
)
from xuanxian.selection.instruments.inspection.facts import InspectionFacts, TeamMember
from xuanxian.selection.instruments.inspection.parts import (
    Appraisal,
    judge_appraisals,
    judge_asked,
    judge_claims,
    judge_licences,
    judge_pledges,
)


class Inspection(Instrument):
    """How people are inspected.

    Attributes:
        notice_working_days: working days the notice is up before the inspection may be concluded.
        notice_scope: where it is shown.
        count_first_day: whether the day it goes up counts.
        team_minimum: least number of members.
        kin_may_not_serve: relatives of the person leave the team.
        licensed: every member holds a 考察员资格 that is valid.
        pledge: every member signs the 考察承诺书.
        plan: a 考察方案 is written before.
        talk: id of the `talk` instrument of the inspection talks, "" for none.
        rating: id of the `ballot` of the democratic rating, "" for none.
        forms: questionnaires about the person (德的正反测评), each the id of a `questionnaire`.
        lists: lists filled in about the person (正反向清单), each the id of a `list`.
        former_unit_below_years: under so many years in the present post, the former unit is asked.
        report_sections: what the report must contain.
        shortcomings_minimum: how many shortcomings it must name.
        team_signs: every member signs the report.
        rests_on_evidence: every section of the report rests on claims with their sources.
        appraisals: what is appraised in writing besides, and in whose name.
    """

    KIND = "inspection"
    TITLE = "考察"

    kind: Literal["inspection"] = "inspection"
    notice_working_days: Whole = 0
    notice_scope: str = ""
    count_first_day: bool = False
    team_minimum: Whole
    kin_may_not_serve: bool = True
    licensed: bool = False
    pledge: bool = False
    plan: bool = False
    talk: str = ""
    rating: str = ""
    forms: tuple[Named, ...] = ()
    lists: tuple[Named, ...] = ()
    former_unit_below_years: Whole | None = None
    report_sections: tuple[Named, ...] = ()
    shortcomings_minimum: Whole = 0
    team_signs: bool = True
    rests_on_evidence: bool = False
    appraisals: tuple[Appraisal, ...] = ()

    def explain(self) -> list[str]:
        """See `Instrument.explain`."""
        lines = []
        if self.notice_working_days:
            scope = f"在{self.notice_scope}" if self.notice_scope else ""
            lines.append(f"考察预告{scope}公布{said(self.notice_working_days)}个工作日。")
        kin = "，与考察对象有亲属关系的回避" if self.kin_may_not_serve else ""
        lines.append(f"考察组由{said(self.team_minimum)}人以上组成{kin}。")
        asked = [
            *(["写出考察方案"] if self.plan else []),
            *(["考察组成员持有效的考察员资格"] if self.licensed else []),
            *(["考察组成员签订考察承诺书"] if self.pledge else []),
            *(f"进行{one.title}" for one in self.forms),
            *(f"填写{one.title}" for one in self.lists),
        ]
        if asked:
            lines.append(f"{'；'.join(asked)}。")
        if self.former_unit_below_years is not None:
            lines.append(
                f"任现职不满{said(self.former_unit_below_years)}年的，还应到原任职单位考察。"
            )
        if self.report_sections:
            lines.append(
                f"考察材料写明{'、'.join(part.title for part in self.report_sections)}，"
                f"缺点和不足不少于{said(self.shortcomings_minimum)}条"
                f"{'，考察组成员签名' if self.team_signs else ''}。"
            )
        if self.rests_on_evidence:
            lines.append("考察材料各部分都写明依据和来源。")
        for one in self.appraisals:
            signed = f"，由{'、'.join(one.signed_as)}签字" if one.signed_as else ""
            lines.append(f"出具{one.title}{signed}。")
        return lines

    def notice_until(self, notice_on: date, parameters: Parameters) -> date:
        """Last day of the inspection notice that goes up on `notice_on`."""
        days = whole(self.notice_working_days, parameters, of="考察预告（工作日）")
        return last_working_day(notice_on, days, count_first_day=self.count_first_day)

    def judge_team(
        self, team: tuple[TeamMember, ...], parameters: Parameters, on: date | None = None
    ) -> Outcome:
        """Whether `team` may inspect the person.

        Args:
            on: the day on which licences have to hold; without it they are not asked for.
        """
        finding = Finding(self)
        self._judge_team(team, finding, parameters)
        if self.licensed and on is not None:
            judge_licences(team, on, finding)
        return Outcome.of(finding)

    def decide(self, facts: InspectionFacts, parameters: Parameters) -> Outcome:
        """Whether the inspection of the person is complete."""
        finding = Finding(self)
        if whole(self.notice_working_days, parameters, of="考察预告（工作日）"):
            self._judge_notice(facts, finding, parameters)
        if self.plan:
            if facts.planned_on is None:
                finding.missing("plan", "考察方案", "考察方案还没有写。")
            else:
                finding.met("plan", "考察方案", f"考察方案于{facts.planned_on:%Y.%m.%d}写出。")
        self._judge_team(facts.team, finding, parameters)
        if self.licensed:
            # What was found before a licence ran out stands: the report closes the inspection.
            judge_licences(
                facts.team, facts.report.submitted_on if facts.report else facts.as_of, finding
            )
        if self.pledge:
            judge_pledges(facts, finding)
        if self.talk:
            if facts.talk_outcome is None:
                finding.missing("talks", "考察谈话", "考察谈话还没有记录。")
            elif facts.talk_outcome.blocks:
                worst = facts.talk_outcome.reasons[0]
                finding.add(
                    "talks",
                    worst.verdict,
                    "考察谈话",
                    worst.explanation,
                    figures=worst.figures,
                    threshold=worst.threshold,
                    cite=worst.citation,
                )
            else:
                finding.met("talks", "考察谈话", "考察谈话符合要求。")
        if self.rating:
            self._judge_rating(facts, finding)
        judge_asked(self.forms, facts.forms, "form", "还没有计票结果。", finding)
        judge_asked(self.lists, facts.lists, "list", "还没有填写。", finding)
        if self.former_unit_below_years is not None and facts.years_in_post is not None:
            line = whole(self.former_unit_below_years, parameters, of="延伸考察年限")
            if facts.years_in_post < line:
                finding.add(
                    "former_unit",
                    Verdict.PASS if facts.former_unit_asked else Verdict.HOLD,
                    "延伸考察",
                    f"任现职{facts.years_in_post}年，不满{line}年，"
                    f"{'已到' if facts.former_unit_asked else '还没有到'}原任职单位考察。",
                    figures={"任现职年限": facts.years_in_post},
                    threshold=f"{line}年",
                )
        if self.rests_on_evidence:
            judge_claims(self.report_sections, facts, finding)
        self._judge_report(facts, finding, parameters)
        judge_appraisals(self.appraisals, facts, finding)
        return Outcome.of(finding)

    def _judge_notice(
        self, facts: InspectionFacts, finding: Finding, parameters: Parameters
    ) -> None:
        if facts.notice_on is None:
            finding.missing("notice", "考察预告", "考察预告还没有发布。")
            return
        until = self.notice_until(facts.notice_on, parameters)
        if facts.as_of > until:
            finding.met(
                "notice",
                "考察预告",
                f"预告自{facts.notice_on:%Y.%m.%d}至{until:%Y.%m.%d}，已满。",
            )
        else:
            finding.missing("notice", "考察预告", f"预告到{until:%Y.%m.%d}才满，现在还在预告期内。")

    def _judge_team(
        self, team: tuple[TeamMember, ...], finding: Finding, parameters: Parameters
    ) -> None:
        least = whole(self.team_minimum, parameters, of="考察组人数")
        members = {member.name for member in team}
        finding.add(
            "team",
            Verdict.PASS if len(members) >= least else Verdict.HOLD,
            "考察组",
            f"考察组{len(members)}人，应不少于{least}人。",
            figures={"考察组": len(members)},
            threshold=f"≥{least}人",
        )
        if team and not any(member.leads for member in team):
            finding.missing("team_leader", "考察组组长", "考察组没有指定组长。")
        related = [member for member in team if member.relation]
        if related and self.kin_may_not_serve:
            named = "、".join(f"{member.name}（{member.relation}）" for member in related)
            finding.missing("recusal", "考察组回避", f"考察组成员{named}应当回避。")

    def _judge_rating(self, facts: InspectionFacts, finding: Finding) -> None:
        if facts.rating is None:
            finding.missing("rating", "民主测评", "民主测评还没有计票结果。")
            return
        for reason in facts.rating.outcome.reasons:
            finding.add(
                "rating",
                reason.verdict,
                "民主测评",
                reason.explanation,
                figures=reason.figures,
                threshold=reason.threshold,
                cite=reason.citation,
            )
        if not facts.rating.outcome.reasons:
            finding.met("rating", "民主测评", f"民主测评于{facts.rating.held_on:%Y.%m.%d}计票。")

    def _judge_report(
        self, facts: InspectionFacts, finding: Finding, parameters: Parameters
    ) -> None:
        report = facts.report
        if report is None:
            finding.missing("report", "考察材料", "考察材料还没有提交。")
            return
        absent = [
            section.title
            for section in self.report_sections
            if not report.sections.get(section.id, "").strip()
        ]
        if absent:
            finding.missing("report", "考察材料", f"考察材料缺少{'、'.join(absent)}。")
        else:
            finding.met(
                "report", "考察材料", f"考察材料于{report.submitted_on:%Y.%m.%d}提交，内容齐全。"
            )
        least = whole(self.shortcomings_minimum, parameters, of="缺点和不足条数")
        found = len([text for text in report.shortcomings if text.strip()])
        finding.add(
            "shortcomings",
            Verdict.PASS if found >= least else Verdict.HOLD,
            "缺点和不足",
            f"考察材料写明缺点和不足{found}条，应不少于{least}条。",
            figures={"条数": found},
            threshold=f"≥{least}条",
        )
        if self.team_signs:
            unsigned = [member.name for member in facts.team if member.name not in report.signed_by]
            if unsigned:
                finding.missing(
                    "signatures", "考察组签名", f"考察材料还没有{'、'.join(unsigned)}的签名。"
                )
            else:
                finding.met("signatures", "考察组签名", "考察组成员都已签名。")
