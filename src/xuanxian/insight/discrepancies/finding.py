"""What of the people of a round does not agree: file and archive, file and itself, form and file.

Votes that disagree with talks or with the years before are signals of `insight.vote_analysis`; they
are listed beside these and closed there.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import rfc8785

from xuanxian.exchange.checks.ages import check_ages
from xuanxian.exchange.checks.assessments import check_assessments
from xuanxian.exchange.checks.family import check_family
from xuanxian.exchange.checks.identity import check_id_number
from xuanxian.exchange.checks.resume import check_resume
from xuanxian.insight.models import Discrepancy
from xuanxian.kernel import clock
from xuanxian.registry.dossier import Dossier
from xuanxian.registry.models import Person
from xuanxian.registry.queries.dossiers import read_dossiers
from xuanxian.selection import models as selection
from xuanxian.selection.instruments import FileReview, SignedNomination
from xuanxian.selection.instruments.file_review import ItemFinding
from xuanxian.selection.instruments.signed_nomination import NO_RELATION
from xuanxian.selection.queries import rules_of
from xuanxian.selection.queries.stage_facts.nomination_forms import facts_of_form
from xuanxian.selection.rules import Rules

Kind = Discrepancy.Kind


@dataclass(frozen=True, slots=True)
class Found:
    """Something that does not agree.

    Attributes:
        about: what of the person it concerns, the same for as long as it is the same matter.
        explanation: what does not agree, one Chinese sentence; no number of an identity card.
    """

    kind: Kind
    person: UUID
    about: str
    explanation: str

    @property
    def key(self) -> str:
        """The same for the same matter, however often it is found."""
        said = [self.kind.value, str(self.person), self.about, self.explanation]
        return hashlib.sha256(rfc8785.dumps(said)).hexdigest()


def discrepancies_in(round_: selection.Round) -> list[Found]:
    """What does not agree of those under way in a round, in the order of its people."""
    rules = rules_of(round_)
    candidacies = list(
        selection.Candidacy.objects.filter(vacancy__round=round_, ended_on__isnull=True)
        .select_related("person")
        .prefetch_related("file_reviews")
    )
    people = {one.person_id: one.person for one in candidacies}
    dossiers = read_dossiers(list(people.values()), with_photo=False)
    today = clock.today()
    found: list[Found] = []
    for candidacy in candidacies:
        found += _in_archive(rules, candidacy)
    for person in people.values():
        found += _in_file(person, dossiers[person.pk], today)
    forms = selection.NominationForm.objects.filter(
        candidacy__in=candidacies, withdrawn_on__isnull=True
    ).select_related("candidacy__person__unit", "candidacy__vacancy__round", "nominator_unit")
    for form in forms:
        found += _in_form(rules, form)
    return list({one.key: one for one in found}.values())


def _in_archive(rules: Rules, candidacy: selection.Candidacy) -> Iterator[Found]:
    """Items of the archive that reviewers found in doubt."""
    for review in candidacy.file_reviews.all():
        instrument = rules.instruments.get(review.instrument)
        titles = (
            {item.id: item.title for item in instrument.items}
            if isinstance(instrument, FileReview)
            else {}
        )
        for item, given in review.findings.items():
            finding = ItemFinding.model_validate(given)
            if finding.consistent:
                continue
            title = titles.get(item, item)
            settled = f"，认定为{finding.determined}" if finding.determined else ""
            yield Found(
                Kind.ARCHIVE,
                candidacy.person_id,
                item,
                f"档案审核中{title}存疑：{finding.doubt or '记载不一致'}{settled}。",
            )


def _in_file(person: Person, dossier: Dossier, today: date) -> Iterator[Found]:
    """What the file says of somebody that cannot all be true."""
    where = person.name
    problems = [
        *check_id_number(dossier, where),
        *check_ages(dossier, where, today),
        *check_resume(dossier, where, today),
        *check_assessments(dossier, where, today),
        *check_family(dossier, where, today),
    ]
    for problem in problems:
        yield Found(Kind.FILE, person.pk, problem.field, f"{problem.field}：{problem.message}")


def _in_form(rules: Rules, form: selection.NominationForm) -> Iterator[Found]:
    """A nominator who declares no relation and stands among the relatives of the file."""
    instrument = rules.instruments.get(form.instrument)
    facts = facts_of_form(form)
    if not isinstance(instrument, SignedNomination) or facts.relation != NO_RELATION:
        return
    for kin in facts.kin:
        said = "是其" if kin.certain else "有同名的"
        yield Found(
            Kind.NOMINATION,
            form.candidacy.person_id,
            str(form.pk),
            f"{form.nominator}署名推荐时申明没有关系，被推荐人档案中{said}{kin.relation}。",
        )
