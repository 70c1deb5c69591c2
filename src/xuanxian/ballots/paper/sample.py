"""What a ballot or questionnaire of a policy will look like, before anybody is on it. Pure."""

from xuanxian.ballots.answers import Subject
from xuanxian.ballots.instruments import Ballot
from xuanxian.ballots.paper.form import PaperForm, form_of
from xuanxian.ballots.paper.geometry import Layout
from xuanxian.ballots.paper.layout import lay_out
from xuanxian.ballots.poll_form import BallotForm, PollForm, QuestionnaireForm
from xuanxian.ballots.poll_form import form_of as poll_form_of
from xuanxian.ballots.questionnaire import Questionnaire
from xuanxian.policy.formulas import Parameters

SAMPLE = "样张"
_OWNER = "sample"
_PEOPLE = tuple(
    Subject(id=str(place), name=name, title="某单位某职务", proposal="拟任某职务")
    for place, name in enumerate(("张某某", "李某某", "王某某"))
)


def sample_of(
    instrument: Ballot | Questionnaire, parameters: Parameters
) -> BallotForm | QuestionnaireForm:
    """The form with made-up people on it, or about the matter the questionnaire asks about."""
    subjects = _PEOPLE
    if isinstance(instrument, Questionnaire):
        subjects = (Subject(id="matter", name=instrument.about or instrument.title),)
    return poll_form_of(instrument, subjects, parameters)


def printed_sample(form: PollForm) -> PaperForm:
    """The paper form of a sample; its title says that it is one.

    Raises:
        Refusal: a number that stands on the form is open.
    """
    classes = [each.name for each in form.instrument.electorate]
    about = form.instrument.about if isinstance(form.instrument, Questionnaire) else ""
    matter = f"{SAMPLE}：{about}" if about else SAMPLE
    return form_of(form, matter=matter, voters=classes[0] if len(classes) > 1 else "")


def sample_layout(form: PollForm) -> Layout:
    """The paper form of a sample laid out, under codes no poll has: a scan of it is never read."""
    return lay_out(printed_sample(form), _OWNER)
