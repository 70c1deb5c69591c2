"""Writing .lrm and .pic."""

from xuanxian.exchange.form_texts import texts_from
from xuanxian.exchange.lrm import record
from xuanxian.exchange.phrases.cleaning import cleaned
from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.registry.dossier import AppointmentForm, Dossier

# What would end a field or a part of it, and the full-width mark that says the same.
_MARKS = str.maketrans({'"': "”", "@": "＠", "#": "＃"})


def write_lrm(dossier: Dossier, form: AppointmentForm | None = None) -> tuple[bytes, bytes | None]:
    """The .lrm and the .pic of `dossier`; the second is None without a photo.

    The format has no place for the ID number, which is left out.

    Raises:
        Refusal: a character has no place in GBK, the format's encoding.
    """
    texts = texts_from(dossier, form)
    fields = [""] * record.LENGTH
    for place, cell in record.FIELDS.items():
        fields[place] = _plain(texts.cells[cell])
    fields[record.DIPLOMAS] = _education(texts.cells, "")
    fields[record.SCHOOLS] = _education(texts.cells, "_BiYeYuanXiaoXi")
    for offset in range(5):
        fields[record.FIRST_RELATIVE_FIELD + offset] = "@".join(
            _plain(relative[offset]) for relative in texts.relatives
        )
    text = ",".join(f'"{field}"' for field in fields).replace("\n", "\r\n")
    try:
        return text.encode("gbk"), dossier.photo
    except UnicodeEncodeError as error:
        character = text[error.start]
        raise Refusal(
            Problem(
                dossier.name,
                "",
                character,
                f"“{character}”在旧版 .lrm 的编码（GBK）中没有。",
                "请改为导出 .lrmx。",
            )
        ) from error


def _plain(text: str) -> str:
    return cleaned(text).translate(_MARKS)


def _education(cells: dict[str, str], ending: str) -> str:
    return "@".join(
        "#".join(_plain(cells[f"{mode}_{part}{ending}"]) for part in ("XueLi", "XueWei"))
        for mode in ("QuanRiZhiJiaoYu", "ZaiZhiJiaoYu")
    )
