"""What is known of the forms about one person. Pure."""

from datetime import date

from xuanxian.policy.parts import Facts

NO_RELATION = "无"
"""What a nominator writes who is not related to the person."""


class NominatorKin(Facts):
    """The nominator among the relatives that the person's file names.

    Attributes:
        certain: the registry knows them to be one; otherwise only the name agrees.
    """

    relation: str
    certain: bool = False


class NominationFormFacts(Facts):
    """One form received.

    Attributes:
        manner: id of a manner; "" where the policy knows none.
        of_class: id of the class of the nominator; "" when he belongs to none.
        in_own_unit: whether the person serves in the nominator's unit or system; None unknown.
        relation: as the nominator declares it, 无 for none; None when he declares nothing.
        kin: what the person's file says.
        attested: ids of the attestations the form bears.
        written: ids of the elements written.
        oral: only said, no form was filled in.
        promotion: the person is to be promoted; None unknown.
        directed: for one post (定向), not for a level or a kind of work (非定向).
        for_post: whether it is for the post asked about, or, undirected, suits it; None unknown.
        barred_until: last day on which the nominator may not nominate; None when never barred.
        namesake_barred: somebody of the same name in another post is barred.
        people_named: how many people the nominator has put forward in the round, with this one.
    """

    nominator: str = ""
    received_on: date
    manner: str = ""
    of_class: str = ""
    in_own_unit: bool | None = None
    relation: str | None = None
    kin: tuple[NominatorKin, ...] = ()
    attested: tuple[str, ...] = ()
    written: tuple[str, ...] = ()
    oral: bool = False
    promotion: bool | None = None
    directed: bool = True
    for_post: bool | None = True
    barred_until: date | None = None
    namesake_barred: bool = False
    people_named: int = 1


class SignedNominationFacts(Facts):
    """The forms about one person that were not withdrawn, on the day `as_of`."""

    as_of: date
    forms: tuple[NominationFormFacts, ...] = ()
