"""What each cell of a 干部任免审批表 says, from the file and the proposal. Pure."""

from datetime import date

from pydantic import BaseModel, ConfigDict, Field

from xuanxian.documents.appointment_form.fitting import (
    Fit,
    fit_cell,
    fit_resume,
    layout,
)
from xuanxian.documents.wording import (
    EducationCells,
    ResumeRow,
    age_on,
    assessments_of,
    birth_with_age,
    education_cells,
    joining_of_party,
    resume_rows,
    rewards_and_sanctions,
)
from xuanxian.exchange.phrases import relatives as relative_phrases
from xuanxian.exchange.phrases.cleaning import cleaned
from xuanxian.kernel.names import spaced
from xuanxian.registry import codes
from xuanxian.registry.dossier import AppointmentForm, Dossier, RelativeEntry


class Cell(BaseModel):
    """The text of a cell with the size of type (points) that keeps it inside the cell."""

    model_config = ConfigDict(frozen=True)

    text: str
    size: float
    pitch: float


class RelativeCells(BaseModel):
    """One row of 家庭主要成员及重要社会关系."""

    model_config = ConfigDict(frozen=True)

    relation: Cell
    name: Cell
    age: Cell
    politics: Cell
    unit_and_post: Cell


class AppointmentFormData(BaseModel):
    """Both pages of a 干部任免审批表, cell by cell."""

    model_config = ConfigDict(frozen=True)

    person: str
    name: Cell
    sex: Cell
    birth: Cell
    nation: Cell
    native_place: Cell
    birthplace: Cell
    joined_party: Cell
    joined_work: Cell
    health: Cell
    professional_title: Cell
    speciality: Cell
    full_time_education: Cell
    full_time_school: Cell
    in_service_education: Cell
    in_service_school: Cell
    current_post: Cell
    proposed_post: Cell
    post_to_leave: Cell
    resume: tuple[ResumeRow, ...]
    resume_fit: Fit
    rewards: Cell
    assessments: Cell
    reason: Cell
    relatives: tuple[RelativeCells, ...]
    relative_height: int
    reporting_unit: Cell
    reporting_date: str
    filled_by: str
    photo: bytes | None = Field(default=None, repr=False)


def appointment_form_data(
    dossier: Dossier, form: AppointmentForm, as_of: date
) -> AppointmentFormData:
    """The cells of the form for `dossier` under the proposal `form`.

    Ages are reckoned on the form's 计算年龄时间, else on `as_of`. Two-character names are widened
    to three.
    """
    reckoned_on = form.age_reckoned_on.latest() if form.age_reckoned_on else as_of
    measures = _Measures(len(dossier.relatives))
    fit = measures.fit
    name = cleaned(dossier.name)
    titles = "、".join(title.name for title in dossier.titles if title.is_current)
    nation = codes.table("nation").label(dossier.nation) if dossier.nation else ""
    full_time = education_cells(dossier, "full_time")
    in_service = education_cells(dossier, "in_service")
    rows = resume_rows(dossier.resume)
    return AppointmentFormData(
        person=name,
        name=fit(spaced(name), "name", 2),
        sex=fit(codes.table("sex").label(dossier.sex) if dossier.sex else "", "name", 4),
        birth=fit(birth_with_age(dossier.birth, reckoned_on), "name", 6),
        nation=fit(nation, "nation", 2),
        native_place=fit(dossier.native_place, "nation", 4),
        birthplace=fit(dossier.birthplace, "nation", 6),
        joined_party=fit(joining_of_party(dossier), "party", 2),
        joined_work=fit(dossier.joined_work.dotted() if dossier.joined_work else "", "party", 4),
        health=fit(dossier.health, "party", 6),
        professional_title=fit(titles, "title", 2),
        speciality=fit(dossier.speciality, "title", 4, 6),
        full_time_education=fit(_levels(full_time), "education", 3, 4, rows=2),
        full_time_school=fit("\n".join(full_time.schools), "education", 6, 7, rows=2),
        in_service_education=fit(_levels(in_service), "education", 3, 4, rows=2),
        in_service_school=fit("\n".join(in_service.schools), "education", 6, 7, rows=2),
        current_post=fit(dossier.current_post, "post", 3, 7),
        proposed_post=fit(form.proposed_post, "post", 3, 7),
        post_to_leave=fit(form.post_to_leave, "post", 3, 7),
        resume=rows,
        resume_fit=fit_resume(rows),
        rewards=fit(rewards_and_sanctions(dossier), "rewards", 1, 7),
        assessments=fit(
            assessments_of(dossier, layout()["assessments_printed"]), "assessments", 1, 7
        ),
        reason=fit(form.reason, "reason", 1, 7),
        relatives=tuple(
            _relative(relative, reckoned_on, measures) for relative in dossier.relatives
        ),
        relative_height=measures.relative_height,
        reporting_unit=fit(form.reporting_unit, "reporting", 1, 7),
        reporting_date=form.filled_on.chinese() if form.filled_on else "",
        filled_by=cleaned(form.filled_by),
        photo=dossier.photo,
    )


class _Measures:
    """The sizes of the form's cells, by row and by the columns they cover.

    More relatives than the form has rows share the height of those rows.
    """

    def __init__(self, relatives: int) -> None:
        form = layout()
        ordinary = form["rows"]["relative"]
        rows = form["relative_rows"]
        self.relative_height: int = ordinary * rows // max(rows, relatives)
        self._rows: dict[str, int] = form["rows"]
        self._columns: list[int] = form["columns"]
        self.relative_columns: list[int] = form["relative_columns"]

    def fit(self, text: str, row: str, first: int, last: int = 0, *, rows: int = 1) -> Cell:
        """The cell of `row` covering the columns `first` to `last`, `rows` rows high."""
        width = sum(self._columns[first : (last or first) + 1])
        return self.fit_width(text, row, width, rows=rows)

    def fit_width(self, text: str, row: str, width: int, *, rows: int = 1) -> Cell:
        text = cleaned(text)
        height = self.relative_height if row == "relative" else self._rows[row] * rows
        fit = fit_cell(text, width, height)
        return Cell(text=text, size=fit.size, pitch=fit.pitch)


def _levels(education: EducationCells) -> str:
    return "\n".join(part for part in (education.level, education.degree) if part)


def _relative(relative: RelativeEntry, reckoned_on: date, measures: _Measures) -> RelativeCells:
    deceased = relative.is_deceased or relative_phrases.is_deceased(relative.unit_and_post)
    age = None if deceased else age_on(relative.birth, reckoned_on)
    texts = {
        "relation": relative.relation,
        "name": spaced(cleaned(relative.name)),
        "age": "" if age is None else str(age),
        "politics": relative.politics,
        "unit_and_post": relative_phrases.write_unit_and_post(
            relative.unit_and_post, deceased=relative.is_deceased, abroad=relative.is_abroad
        ),
    }
    return RelativeCells(
        **{
            field: measures.fit_width(text, "relative", width)
            for (field, text), width in zip(texts.items(), measures.relative_columns, strict=True)
        }
    )
