"""A person as the papers of a selection introduce one. Pure."""

from datetime import date

from pydantic import BaseModel, ConfigDict

from xuanxian.documents.wording import age_on, education_cells, joining_of_party, politics_of
from xuanxian.exchange.phrases.cleaning import cleaned
from xuanxian.kernel.names import spaced
from xuanxian.kernel.partial_date import PartialDate
from xuanxian.registry import codes
from xuanxian.registry.dossier import Dossier


class PaperPerson(BaseModel):
    """What papers may say of a person, in words; "" where the file says nothing.

    Attributes:
        birth, joined_work: months, as 1985.03.
        full_time, in_service: 学历 and 学位 of each mode of education.
        proposed_post: 拟任职务.
        post_to_leave: 拟免职务.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    sex: str = ""
    nation: str = ""
    birth: PartialDate | None = None
    age: int | None = None
    native_place: str = ""
    full_time: str = ""
    in_service: str = ""
    politics: str = ""
    joined_party: str = ""
    joined_work: PartialDate | None = None
    current_post: str = ""
    post_since: PartialDate | None = None
    rank_since: PartialDate | None = None
    proposed_post: str = ""
    post_to_leave: str = ""
    remark: str = ""

    @property
    def spaced_name(self) -> str:
        """The name as lists align it."""
        return spaced(self.name)

    @property
    def education(self) -> str:
        """Both modes of education, for one cell."""
        return "\n".join(part for part in (self.full_time, self.in_service) if part)

    @property
    def proposal(self) -> str:
        """拟任免职务: what is taken up first, what is left after it."""
        parts = [f"拟任{self.proposed_post}" if self.proposed_post else ""]
        parts.append(f"拟免{self.post_to_leave}" if self.post_to_leave else "")
        return "，".join(part for part in parts if part)

    def introduced(self, shows: tuple[str, ...] = ()) -> str:
        """One sentence: 陈某甲，男，汉族，1985年3月出生，…，现任…，拟任…。

        Args:
            shows: names of what may be told, as a policy lists them; all of it when empty.
        """
        birth = f"{self.birth.chinese()}出生" if self.birth else ""
        # A birth known to the day is told to the month, as the field's notices do.
        if self.birth and self.birth.day:
            birth = f"{PartialDate(self.birth.year, self.birth.month).chinese()}出生"
        work = ""
        if self.joined_work:
            month = PartialDate(self.joined_work.year, self.joined_work.month)
            work = f"{month.chinese()}参加工作"
        education = "，".join(
            f"{mode}{text.replace(chr(10), '、')}"
            for mode, text in (("全日制", self.full_time), ("在职", self.in_service))
            if text
        )
        told = {
            "姓名": self.name,
            "性别": self.sex,
            "民族": self.nation,
            "出生年月": birth,
            "籍贯": f"籍贯{self.native_place}" if self.native_place else "",
            "学历学位": education,
            "政治面貌": self.politics,
            "参加工作时间": work,
            "现任职务": f"现任{self.current_post}" if self.current_post else "",
            "拟任职务": f"拟任{self.proposed_post}" if self.proposed_post else "",
        }
        parts = (text for key, text in told.items() if text and (not shows or key in shows))
        return "，".join(parts) + "。"


def paper_person(
    dossier: Dossier,
    as_of: date,
    *,
    current_post: str = "",
    proposed_post: str = "",
    post_to_leave: str = "",
    post_since: PartialDate | None = None,
    rank_since: PartialDate | None = None,
    remark: str = "",
) -> PaperPerson:
    """The person of `dossier`, ages reckoned on `as_of`.

    Args:
        current_post: 现任职务 when the paper is of a time before the file's.
    """

    def education(mode: str) -> str:
        found = education_cells(dossier, mode)
        return "\n".join(part for part in (found.level, found.degree) if part)

    return PaperPerson(
        name=cleaned(dossier.name),
        sex=codes.table("sex").label(dossier.sex) if dossier.sex else "",
        nation=codes.table("nation").label(dossier.nation) if dossier.nation else "",
        birth=dossier.birth,
        age=age_on(dossier.birth, as_of),
        native_place=cleaned(dossier.native_place),
        full_time=education("full_time"),
        in_service=education("in_service"),
        politics=politics_of(dossier),
        joined_party=joining_of_party(dossier),
        joined_work=dossier.joined_work,
        current_post=cleaned(current_post or dossier.current_post),
        post_since=post_since,
        rank_since=rank_since,
        proposed_post=cleaned(proposed_post),
        post_to_leave=cleaned(post_to_leave),
        remark=cleaned(remark),
    )


def names_in_title(names: list[str] | tuple[str, ...]) -> str:
    """Whom a title names: 陈某甲同志, or 陈某甲等同志 for several."""
    if not names:
        return ""
    return f"{names[0]}同志" if len(names) == 1 else f"{names[0]}等同志"


def month(when: PartialDate | None) -> str:
    """A month of a list, "" when unknown."""
    return when.dotted() if when else ""
