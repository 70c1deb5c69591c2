"""What a paper form says, before it is laid out: title, instructions, lines with boxes. Pure."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

from xuanxian.ballots.instruments import INVALID, Ballot, Names
from xuanxian.ballots.name_rules_spoken import rules_on_names
from xuanxian.ballots.poll_form import BallotForm, PollForm, QuestionnaireForm
from xuanxian.ballots.questionnaire import FreeText, Questionnaire, Scale, Selection
from xuanxian.policy.formulas import Parameters, whole_number

PURPOSES = {"nomination": "民主推荐票", "rating": "民主测评票", "decision": "表决票"}
"""What the forms of each purpose are called."""

PROPOSALS = {"nomination": "推荐职务", "decision": "拟任免事项"}
"""What is proposed of a person on the forms that say it; a rating says nothing of it."""

_FEWEST_RULED, _MOST_RULED, _A_RULED_LINE = 3, 8, 100
"""Height of a blank field in lines, and characters an answer may have for each of them."""


class _Plain(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Line(_Plain):
    """Somebody or something that boxes are set against; one text a column."""

    texts: tuple[str, ...]


class Section(_Plain):
    """A part of a form.

    Attributes:
        kind: `lines` has a box for every option beside every line; `choices` a box before every
            option; `names` blank lines for names; `notes` blank lines for what is written beside
            names; `writing` a blank field.
        heading: above it; may be empty.
        columns: heads of the texts of its lines.
        lines: what boxes are set against; one without texts for `choices`.
        options: heads of the boxes.
        blanks: blank lines of `names` and `notes`, height of `writing` in lines.
    """

    kind: Literal["lines", "choices", "names", "notes", "writing"]
    heading: str = ""
    columns: tuple[str, ...] = ()
    lines: tuple[Line, ...] = ()
    options: tuple[str, ...] = ()
    blanks: int = 0


class PaperForm(_Plain):
    """A form as one voter fills it in. Nothing on it tells one from another but the class.

    Attributes:
        title: as 表决票.
        matter: what is voted on, below the title.
        voters: the class of those who fill it in; "" where there is one only.
        ask: what the voter is asked.
        sections: its parts.
        rules: how to fill it in, one sentence each.
        signed: whether there is a line to sign on.
    """

    title: str
    matter: str = ""
    voters: str = ""
    ask: str = ""
    sections: tuple[Section, ...]
    rules: tuple[str, ...] = ()
    signed: bool = False


def form_of(form: PollForm, *, matter: str = "", voters: str = "") -> PaperForm:
    """The form on which a ballot or questionnaire is filled in by hand.

    Args:
        form: what is voted on.
        matter: what it is about, printed below the title; of a questionnaire its own words where
            empty.
        voters: the class of those who fill it in; "" where there is one only.

    Raises:
        Refusal: a number of the instrument is open under its parameters.
    """
    if isinstance(form, QuestionnaireForm):
        return _of_questionnaire(form, matter, voters)
    if isinstance(form, BallotForm):
        return _of_ballot(form, matter, voters)
    raise TypeError("neither a ballot nor a questionnaire")


def _of_ballot(form: BallotForm, matter: str, voters: str) -> PaperForm:
    ballot, subjects, parameters = form.ballot, form.subjects, form.parameters
    question = ballot.question
    sections = []
    if subjects:
        proposal = PROPOSALS.get(ballot.purpose, "")
        proposes = bool(proposal) and any(each.proposal for each in subjects)
        sections.append(
            Section(
                kind="lines",
                columns=("姓名", "现任职务", *([proposal] if proposes else [])),
                lines=tuple(
                    Line(texts=(each.name, each.title, *([each.proposal] if proposes else [])))
                    for each in subjects
                ),
                options=("推荐",) if isinstance(question, Names) else question.options,
            )
        )
    if isinstance(question, Names):
        most = whole_number(question.most, parameters)
        if question.write_in:
            sections.append(
                Section(
                    kind="names",
                    heading="另选他人" if subjects else "",
                    columns=("姓名", "单位及职务"),
                    blanks=most,
                )
            )
        if question.notes:
            titles = tuple(note.title for note in question.notes)
            sections.append(
                Section(
                    kind="notes",
                    heading=f"{'、'.join(titles)}（写明是谁的）",
                    columns=("姓名", *titles),
                    blanks=most,
                )
            )
    return PaperForm(
        title=PURPOSES[ballot.purpose],
        matter=matter,
        voters=voters,
        ask=ballot.sentence,
        sections=tuple(sections),
        rules=(
            *_rules_of(ballot, parameters),
            *rules_on_names(form.validity),
            _hand_of(ballot.secrecy),
        ),
        signed=ballot.secrecy == "signed",
    )


def _of_questionnaire(form: QuestionnaireForm, matter: str, voters: str) -> PaperForm:
    questionnaire, parameters = form.questionnaire, form.parameters
    sections = []
    for number, question in enumerate(questionnaire.questions, 1):
        heading = f"{number}. {question.title}"
        if isinstance(question, Scale):
            sections.append(
                Section(
                    kind="lines",
                    heading=heading,
                    columns=("项目",),
                    lines=tuple(Line(texts=(item.title,)) for item in question.items),
                    options=question.options,
                )
            )
        elif isinstance(question, Selection):
            most = whole_number(question.most, parameters)
            least = whole_number(question.least, parameters)
            needed = f"，至少选 {least} 项" if least else ""
            sections.append(
                Section(
                    kind="choices",
                    heading=f"{heading}（最多选 {most} 项{needed}）",
                    lines=(Line(texts=()),),
                    options=tuple(option.title for option in question.options),
                )
            )
        elif isinstance(question, FreeText):
            blanks = min(_MOST_RULED, max(_FEWEST_RULED, -(-question.longest // _A_RULED_LINE)))
            sections.append(Section(kind="writing", heading=heading, blanks=blanks))
    return PaperForm(
        title=questionnaire.title or Questionnaire.TITLE,
        matter=matter or questionnaire.about,
        voters=voters,
        ask=questionnaire.sentence,
        sections=tuple(sections),
        rules=(*_rules_of_questionnaire(form), _hand_of(questionnaire.secrecy)),
        signed=questionnaire.secrecy == "signed",
    )


def _rules_of_questionnaire(form: QuestionnaireForm) -> list[str]:
    questions = form.questionnaire.questions
    rules = ["请在选定的方框内画“√”，不要涂改。"]
    if any(isinstance(each, Scale) for each in questions):
        rules.append("每一项只选一个。")
    for each in questions:
        if isinstance(each, Scale) and each.blank == INVALID:
            rules.append(f"“{each.title}”每一项都要填写，有一项未填的不计入。")
    rules += [f"“{each.title}”不超过 {each.longest} 字。" for each in form.questionnaire.texts]
    return rules


def _rules_of(ballot: Ballot, parameters: Parameters) -> list[str]:
    question = ballot.question
    rules = ["请在选定的方框内画“√”，不要涂改。"]
    if isinstance(question, Names):
        most, least = (whole_number(each, parameters) for each in (question.most, question.least))
        rules.append(f"最多推荐 {most} 名，超过的整张票无效。")
        if least:
            rules.append(f"至少推荐 {least} 名，不足的整张票无效。")
        if question.write_in:
            rules.append("另选他人的，在空行内写清姓名、单位及职务。")
    elif question.blank == INVALID:
        rules.append("每一项都要填写，有一项未填的整张票无效。")
    elif question.blank:
        rules.append(f"未填的按“{question.blank}”计。")
    rules += [
        f"“{limit.option}”超过 {whole_number(limit.at_most, parameters)} 个的，整张票无效。"
        for limit in ballot.limits
    ]
    return rules


def _hand_of(secrecy: str) -> str:
    if secrecy == "signed":
        return "请署名。"
    return "本票无记名，请不要写自己的姓名，也不要作其他记号。"
