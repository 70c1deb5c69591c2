"""The ID number (GB 11643) against itself, the birth and the sex of its bearer."""

from stdnum.cn import ric
from stdnum.exceptions import InvalidComponent

from xuanxian.exchange.checks.plausibility import standard
from xuanxian.kernel.errors import Problem
from xuanxian.kernel.partial_date import PartialDate
from xuanxian.registry import codes
from xuanxian.registry.dossier import Dossier

_FIELD = "身份证"
_MALE, _FEMALE = "1", "2"


def masked(id_number: str) -> str:
    """`id_number` as reports show it: area and last four places only."""
    return f"{id_number[:4]}{'*' * max(len(id_number) - 8, 0)}{id_number[-4:]}"


def check_id_number(dossier: Dossier, where: str) -> list[Problem]:
    """Length, digits, check digit, date, and whether birth and sex agree."""
    number = dossier.id_number
    if not number:
        return []
    shown = masked(number)
    if len(number) != 18 or not number[:17].isdecimal() or not number.isascii():
        mend = "请填写18位身份证号码。"
        if "E+" in number or "." in number:
            mend = "表格把它当成了数字：请把这一列设为文本后重新填写18位号码。"
        return [Problem(where, _FIELD, shown, f"不是18位身份证号码（{len(number)}位）。", mend)]
    problems = []
    rule = standard("id_number_checksum")
    expected = ric.calc_check_digit(number)
    if number[-1] != expected:
        problems.append(
            Problem(
                where,
                _FIELD,
                shown,
                f"校验码不对，末位应为{expected}（{rule.citation}）。",
                "请对照身份证原件核对，常见是错了一位或颠倒了两位。",
                rule.severity,
            )
        )
    try:
        born = PartialDate.of(ric.get_birth_date(number))
    except InvalidComponent:
        problems.append(
            Problem(
                where,
                _FIELD,
                f"{number[6:10]}.{number[10:12]}.{number[12:14]}",
                "第7至14位不是存在的日期。",
                "请对照身份证原件核对。",
            )
        )
        return problems
    if dossier.birth and not _agree(born, dossier.birth):
        rule = standard("id_number_birth")
        problems.append(
            Problem(
                where,
                "出生年月",
                str(dossier.birth),
                f"与身份证中的{born}不一致（{rule.citation}）。",
                "请以档案认定的出生日期为准，并核对身份证号码。",
                rule.severity,
            )
        )
    sex = _MALE if int(number[16]) % 2 else _FEMALE
    if dossier.sex in {_MALE, _FEMALE} and dossier.sex != sex:
        rule = standard("id_number_sex")
        label = codes.table("sex").label
        problems.append(
            Problem(
                where,
                "性别",
                label(dossier.sex),
                f"身份证第17位表示{label(sex)}性（{rule.citation}）。",
                "请核对性别和身份证号码。",
                rule.severity,
            )
        )
    return problems


def _agree(born: PartialDate, birth: PartialDate) -> bool:
    return born.year == birth.year and birth.month in {0, born.month} and birth.day in {0, born.day}
