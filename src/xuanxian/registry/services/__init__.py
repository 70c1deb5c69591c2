"""The only code that writes the registry; every verb is one transaction and leaves an entry."""

from xuanxian.registry.services.entering import enter_dossiers
from xuanxian.registry.services.establishment import approve_establishment
from xuanxian.registry.services.organisations import correct_organisation, enter_organisation
from xuanxian.registry.services.people import (
    correct_dossier,
    correct_dossiers,
    enter_dossier,
    withdraw_person,
)
from xuanxian.registry.services.postings import appoint_to_post, remove_from_post
from xuanxian.registry.services.posts import correct_post, enter_post
from xuanxian.registry.services.relatives import decline_link, link_relative, unlink_relative
from xuanxian.registry.services.requests import answer_correction_request, request_correction
from xuanxian.registry.services.withdrawals import (
    withdraw_establishment,
    withdraw_organisation,
    withdraw_post,
)

__all__ = [
    "answer_correction_request",
    "appoint_to_post",
    "approve_establishment",
    "correct_dossier",
    "correct_dossiers",
    "correct_organisation",
    "correct_post",
    "decline_link",
    "enter_dossier",
    "enter_dossiers",
    "enter_organisation",
    "enter_post",
    "link_relative",
    "remove_from_post",
    "request_correction",
    "unlink_relative",
    "withdraw_establishment",
    "withdraw_organisation",
    "withdraw_person",
    "withdraw_post",
]
