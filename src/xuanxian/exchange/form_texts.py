"""The cells of a 任免审批表 as text, and their two-way conversion to a `Dossier`.

.lrmx and .lrm hold the same cells in different wrappings; both wrap and unwrap `FormTexts`. Cells
are keyed by the element names of .lrmx.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from xuanxian.exchange.phrases import relatives as relative_words
from xuanxian.exchange.phrases.assessments import read_assessments, write_assessments
from xuanxian.exchange.phrases.cleaning import Doubt, cleaned_name, read_date, shortened
from xuanxian.exchange.phrases.education import degree_of, level_of
from xuanxian.exchange.phrases.politics import read_politics, write_politics
from xuanxian.exchange.phrases.resume import read_resume, write_resume
from xuanxian.exchange.phrases.rewards import read_rewards, write_rewards
from xuanxian.exchange.read_file import ReadFile
from xuanxian.kernel.errors import Problem, Severity
from xuanxian.kernel.partial_date import PartialDate
from xuanxian.registry import codes
from xuanxian.registry.dossier import (
    AppointmentForm,
    Dossier,
    EducationEntry,
    RelativeEntry,
    TitleEntry,
)

CELLS = {
    "XingMing": "姓名",
    "XingBie": "性别",
    "ChuShengNianYue": "出生年月",
    "MinZu": "民族",
    "JiGuan": "籍贯",
    "ChuShengDi": "出生地",
    "RuDangShiJian": "入党时间",
    "CanJiaGongZuoShiJian": "参加工作时间",
    "JianKangZhuangKuang": "健康状况",
    "ZhuanYeJiShuZhiWu": "专业技术职务",
    "ShuXiZhuanYeYouHeZhuanChang": "熟悉专业有何专长",
    "QuanRiZhiJiaoYu_XueLi": "全日制教育学历",
    "QuanRiZhiJiaoYu_XueWei": "全日制教育学位",
    "QuanRiZhiJiaoYu_XueLi_BiYeYuanXiaoXi": "全日制教育毕业院校系及专业",
    "QuanRiZhiJiaoYu_XueWei_BiYeYuanXiaoXi": "全日制教育学位院校系及专业",
    "ZaiZhiJiaoYu_XueLi": "在职教育学历",
    "ZaiZhiJiaoYu_XueWei": "在职教育学位",
    "ZaiZhiJiaoYu_XueLi_BiYeYuanXiaoXi": "在职教育毕业院校系及专业",
    "ZaiZhiJiaoYu_XueWei_BiYeYuanXiaoXi": "在职教育学位院校系及专业",
    "XianRenZhiWu": "现任职务",
    "NiRenZhiWu": "拟任职务",
    "NiMianZhiWu": "拟免职务",
    "JianLi": "简历",
    "JiangChengQingKuang": "奖惩情况",
    "NianDuKaoHeJieGuo": "年度考核结果",
    "RenMianLiYou": "任免理由",
    "JiaTingChengYuan": "家庭主要成员及重要社会关系",
    "ChengBaoDanWei": "呈报单位",
    "JiSuanNianLingShiJian": "计算年龄时间",
    "TianBiaoShiJian": "填表时间",
    "TianBiaoRen": "填表人",
    "ShenFenZheng": "身份证",
    "ZhaoPian": "照片",
}
"""Element name of .lrmx → Chinese name of the cell, in the order in which files hold them."""

RELATIVE_CELLS = ("ChengWei", "XingMing", "ChuShengRiQi", "ZhengZhiMianMao", "GongZuoDanWeiJiZhiWu")

_MODES = (("full_time", "QuanRiZhiJiaoYu"), ("in_service", "ZaiZhiJiaoYu"))
_TITLE_BREAKS = "；;、，,\n"


@dataclass(slots=True)
class FormTexts:
    """The cells of one form. Texts are cleaned, their lines parted by LF.

    Attributes:
        cells: text by element name; a cell the file lacks is absent.
        relatives: one tuple a relative, in the order of `RELATIVE_CELLS`.
        photo: JPEG bytes.
        other: elements this version does not know, kept as read.
    """

    cells: dict[str, str] = field(default_factory=dict)
    relatives: list[tuple[str, ...]] = field(default_factory=list)
    photo: bytes | None = None
    other: dict[str, str] = field(default_factory=dict)


def texts_from(dossier: Dossier, form: AppointmentForm | None) -> FormTexts:
    """The cells that print or export `dossier` with the proposal in `form`."""
    form = form or AppointmentForm()
    cells = {
        "XingMing": dossier.name,
        "XingBie": codes.table("sex").label(dossier.sex) if dossier.sex else "",
        "ChuShengNianYue": _month(dossier.birth),
        "MinZu": codes.table("nation").label(dossier.nation) if dossier.nation else "",
        "JiGuan": dossier.native_place,
        "ChuShengDi": dossier.birthplace,
        "RuDangShiJian": write_politics(dossier.party),
        "CanJiaGongZuoShiJian": _month(dossier.joined_work),
        "JianKangZhuangKuang": dossier.health,
        "ZhuanYeJiShuZhiWu": "；".join(_title_names(dossier.titles)),
        "ShuXiZhuanYeYouHeZhuanChang": dossier.speciality,
        **_education_cells(dossier.education),
        "XianRenZhiWu": dossier.current_post,
        "NiRenZhiWu": form.proposed_post,
        "NiMianZhiWu": form.post_to_leave,
        "JianLi": write_resume(dossier.resume),
        "JiangChengQingKuang": dossier.rewards_sanctions_text
        or write_rewards(dossier.rewards_sanctions),
        "NianDuKaoHeJieGuo": dossier.assessments_text or write_assessments(dossier.assessments),
        "RenMianLiYou": form.reason,
        "ChengBaoDanWei": form.reporting_unit,
        "JiSuanNianLingShiJian": _day(form.age_reckoned_on),
        "TianBiaoShiJian": _day(form.filled_on),
        "TianBiaoRen": form.filled_by,
        "ShenFenZheng": dossier.id_number,
    }
    return FormTexts(
        cells=cells,
        relatives=[
            (
                relative.relation,
                relative.name,
                _month(relative.birth),
                relative.politics,
                relative_words.write_unit_and_post(
                    relative.unit_and_post,
                    deceased=relative.is_deceased,
                    abroad=relative.is_abroad,
                ),
            )
            for relative in dossier.relatives
        ],
        photo=dossier.photo,
        other=dict(dossier.other_elements),
    )


def _month(date: PartialDate | None) -> str:
    return date.compact() if date else ""


def _day(date: PartialDate | None) -> str:
    return date.compact(to_month=False) if date else ""


def _title_names(titles: Iterable[TitleEntry]) -> list[str]:
    return [title.name for title in titles if title.is_current]


def highest_education(entries: Iterable[EducationEntry], mode: str) -> EducationEntry | None:
    """The entry that a form prints for `mode`: the one marked highest, else the last."""
    of_mode = [entry for entry in entries if entry.mode == mode]
    marked = [entry for entry in of_mode if entry.is_highest]
    return (marked or of_mode)[-1] if of_mode else None


def _education_cells(entries: tuple[EducationEntry, ...]) -> dict[str, str]:
    levels, degrees = codes.table("education"), codes.table("degree")
    cells = {}
    for mode, prefix in _MODES:
        entry = highest_education(entries, mode) or EducationEntry(mode=mode)
        cells[f"{prefix}_XueLi"] = entry.level_text or (levels.label(entry.level))
        cells[f"{prefix}_XueWei"] = entry.degree_text or (degrees.label(entry.degree))
        cells[f"{prefix}_XueLi_BiYeYuanXiaoXi"] = entry.school
        cells[f"{prefix}_XueWei_BiYeYuanXiaoXi"] = entry.degree_school
    return cells


def file_from(texts: FormTexts, name: str) -> ReadFile:
    """The `Dossier` and form that the cells of file `name` tell, with a problem for each doubt."""
    reading = _Reading(texts, name)
    dossier = reading.dossier()
    form = reading.form()
    return ReadFile(name=name, dossier=dossier, form=form, problems=reading.problems)


class _Reading:
    """Reads the cells of one file and gathers what could not be understood."""

    def __init__(self, texts: FormTexts, name: str) -> None:
        self.texts = texts
        self.cells = texts.cells
        self.name = name
        self.problems: list[Problem] = []

    def text(self, cell: str) -> str:
        return self.cells.get(cell, "")

    def dossier(self) -> Dossier:
        party, doubts = (
            ((), [])
            if "RuDangShiJian" not in self.cells
            else read_politics(self.text("RuDangShiJian"))
        )
        self._doubt("RuDangShiJian", doubts)
        resume, doubts = read_resume(self.text("JianLi"))
        self._doubt("JianLi", doubts)
        rewards = read_rewards(self.text("JiangChengQingKuang"))
        assessments, doubts = read_assessments(self.text("NianDuKaoHeJieGuo"))
        self._doubt("NianDuKaoHeJieGuo", doubts)
        return Dossier(
            name=cleaned_name(self.text("XingMing")),
            id_number="".join(self.text("ShenFenZheng").split()).upper(),
            sex=self._code("XingBie", "sex", {"男性": "1", "女性": "2"}),
            birth=self._date("ChuShengNianYue"),
            nation=self._nation(),
            native_place=self.text("JiGuan"),
            birthplace=self.text("ChuShengDi"),
            health=self.text("JianKangZhuangKuang"),
            joined_work=self._date("CanJiaGongZuoShiJian"),
            speciality=self.text("ShuXiZhuanYeYouHeZhuanChang"),
            current_post=self.text("XianRenZhiWu"),
            party=party,
            education=tuple(self._education()),
            titles=tuple(TitleEntry(name=title) for title in self._titles()),
            resume=resume,
            rewards_sanctions=rewards,
            assessments=assessments,
            relatives=tuple(self._relatives()),
            photo=self.texts.photo,
            rewards_sanctions_text=_beyond(
                self.text("JiangChengQingKuang"), write_rewards(rewards), nothing="无"
            ),
            assessments_text=_beyond(
                self.text("NianDuKaoHeJieGuo"), write_assessments(assessments), nothing=""
            ),
            other_elements=self.texts.other,
        )

    def form(self) -> AppointmentForm:
        return AppointmentForm(
            proposed_post=self.text("NiRenZhiWu"),
            post_to_leave=self.text("NiMianZhiWu"),
            reason=self.text("RenMianLiYou"),
            reporting_unit=self.text("ChengBaoDanWei"),
            age_reckoned_on=self._date("JiSuanNianLingShiJian"),
            filled_on=self._date("TianBiaoShiJian"),
            filled_by=self.text("TianBiaoRen"),
        )

    def problem(
        self, field_name: str, value: str, message: str, mend: str, severity: Severity
    ) -> None:
        self.problems.append(
            Problem(self.name, field_name, shortened(value), message, mend, severity)
        )

    def _doubt(self, cell: str, doubts: list[Doubt]) -> None:
        for doubt in doubts:
            severity = Severity.ERROR if doubt.is_error else Severity.WARNING
            self.problem(CELLS[cell], doubt.value, doubt.message, doubt.mend, severity)

    def _date(self, cell: str) -> PartialDate | None:
        return self._read_date(self.text(cell), CELLS[cell])

    def _read_date(
        self, text: str, field_name: str, severity: Severity = Severity.ERROR
    ) -> PartialDate | None:
        try:
            return read_date(text)
        except ValueError as error:
            self.problem(
                field_name, text, f"不是有效年月：{error}。", "请写成 202403 或 2024.03。", severity
            )
            return None

    def _code(self, cell: str, key: str, other_names: dict[str, str]) -> str:
        words = self.text(cell)
        if not words:
            return ""
        table = codes.table(key)
        code = table.code_of(words) or other_names.get(words)
        if code is None:
            self.problem(
                CELLS[cell],
                words,
                f"{table.name}代码表（{table.standard}）中没有这一项。",
                f"请填写{'、'.join(label for _, label in table.choices()[:3])}等规范名称。",
                Severity.ERROR,
            )
        return code or ""

    def _nation(self) -> str:
        words = self.text("MinZu")
        if words and not words.endswith("族"):
            code = codes.table("nation").code_of(f"{words}族")
            if code:
                return code
        return self._code("MinZu", "nation", {})

    def _titles(self) -> list[str]:
        text = self.text("ZhuanYeJiShuZhiWu")
        if text == "无":
            return []
        for mark in _TITLE_BREAKS[1:]:
            text = text.replace(mark, _TITLE_BREAKS[0])
        return [title.strip() for title in text.split(_TITLE_BREAKS[0]) if title.strip()]

    def _education(self) -> Iterable[EducationEntry]:
        for mode, prefix in _MODES:
            level = _unless_none(self.text(f"{prefix}_XueLi"))
            degree = _unless_none(self.text(f"{prefix}_XueWei"))
            school = self.text(f"{prefix}_XueLi_BiYeYuanXiaoXi")
            degree_school = self.text(f"{prefix}_XueWei_BiYeYuanXiaoXi")
            if not (level or degree or school or degree_school):
                continue
            entry = EducationEntry(
                mode=mode,
                level=level_of(level),
                level_text=level,
                degree=degree_of(degree),
                degree_text=degree,
                school=school,
                degree_school=degree_school,
                is_highest=True,
            )
            for cell, words, code in (
                (f"{prefix}_XueLi", level, entry.level),
                (f"{prefix}_XueWei", degree, entry.degree),
            ):
                if words and not code:
                    self.problem(
                        CELLS[cell],
                        words,
                        "不认识这个名称，无法归入代码。",
                        "请使用大学、大专、硕士研究生、工学学士等规范名称。",
                        Severity.WARNING,
                    )
            yield entry

    def _relatives(self) -> Iterable[RelativeEntry]:
        for number, (relation, name, birth, politics, unit) in enumerate(self.texts.relatives, 1):
            if not (relation or name or birth or politics or unit):
                continue
            place = f"家庭成员第{number}行{('（' + name + '）') if name else ''}"
            deceased = relative_words.is_deceased(unit, politics, birth)
            if deceased and relative_words.is_deceased(birth):
                birth = ""
            yield RelativeEntry(
                relation=relation,
                name=cleaned_name(name),
                birth=self._read_date(birth, f"{place}出生年月", Severity.WARNING),
                politics=politics,
                unit_and_post=unit,
                is_deceased=deceased,
                is_abroad=relative_words.is_abroad(unit, politics),
            )


def _unless_none(text: str) -> str:
    return "" if text in {"无", "—", "-", "/"} else text


def _beyond(text: str, written: str, *, nothing: str) -> str:
    """`text` where it says more than what its rows write back, else ""."""
    return "" if text in {written, nothing, ""} else text
