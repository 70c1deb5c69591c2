"""考察: notice, plan, team, talks, rating forms, lists, evidence, report, appraisals."""

from xuanxian.selection.instruments.inspection.facts import InspectionFacts, Report, TeamMember
from xuanxian.selection.instruments.inspection.inspection import Inspection
from xuanxian.selection.instruments.inspection.parts import Appraisal

__all__ = ["Appraisal", "Inspection", "InspectionFacts", "Report", "TeamMember"]
