"""The policy kinds of this room; importing it registers them all."""

from xuanxian.selection.instruments.admission import Admission
from xuanxian.selection.instruments.appointment_test import AppointmentTest
from xuanxian.selection.instruments.checklist import Checklist
from xuanxian.selection.instruments.clearance import Clearance
from xuanxian.selection.instruments.contest import Contest
from xuanxian.selection.instruments.element_review import ElementReview
from xuanxian.selection.instruments.establishment_review import EstablishmentReview
from xuanxian.selection.instruments.file_review import FileReview
from xuanxian.selection.instruments.follow_up import FollowUp
from xuanxian.selection.instruments.information_report import InformationReport
from xuanxian.selection.instruments.inspection import Inspection
from xuanxian.selection.instruments.meeting import Meeting
from xuanxian.selection.instruments.motion import Motion
from xuanxian.selection.instruments.nomination import Nomination
from xuanxian.selection.instruments.notice import Notice
from xuanxian.selection.instruments.own_case import OwnCase
from xuanxian.selection.instruments.prior_approval import PriorApproval
from xuanxian.selection.instruments.probation import Probation
from xuanxian.selection.instruments.procedure import Procedure, Stage
from xuanxian.selection.instruments.recusal import Recusal
from xuanxian.selection.instruments.rotation import Rotation
from xuanxian.selection.instruments.signed_nomination import SignedNomination
from xuanxian.selection.instruments.talk import Talk
from xuanxian.selection.instruments.tenure import Tenure
from xuanxian.selection.instruments.vacancy_notice import VacancyNotice

__all__ = [
    "Admission",
    "AppointmentTest",
    "Checklist",
    "Clearance",
    "Contest",
    "ElementReview",
    "EstablishmentReview",
    "FileReview",
    "FollowUp",
    "InformationReport",
    "Inspection",
    "Meeting",
    "Motion",
    "Nomination",
    "Notice",
    "OwnCase",
    "PriorApproval",
    "Probation",
    "Procedure",
    "Recusal",
    "Rotation",
    "SignedNomination",
    "Stage",
    "Talk",
    "Tenure",
    "VacancyNotice",
]
