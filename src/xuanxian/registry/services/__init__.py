"""The only code that writes the registry; every verb is one transaction and leaves an entry."""

from xuanxian.registry.services.people import correct_dossier, enter_dossier, withdraw_person
from xuanxian.registry.services.postings import appoint_to_post, remove_from_post

__all__ = [
    "appoint_to_post",
    "correct_dossier",
    "enter_dossier",
    "remove_from_post",
    "withdraw_person",
]
