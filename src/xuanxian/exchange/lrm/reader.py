"""Reading .lrm with its .pic into a `Dossier`."""

from itertools import zip_longest

from xuanxian.exchange import limits
from xuanxian.exchange.form_texts import CELLS, FormTexts, file_from
from xuanxian.exchange.lrm import record
from xuanxian.exchange.phrases.cleaning import cleaned
from xuanxian.exchange.read_file import ReadFile
from xuanxian.kernel.errors import Problem, Severity

_RELATIVE_FIELDS = range(record.FIRST_RELATIVE_FIELD, record.FIRST_RELATIVE_FIELD + 5)


def read_lrm(data: bytes, name: str, photo: bytes | None = None) -> ReadFile:
    """Read the .lrm file `name` with the bytes of its .pic. Faults are problems, never raised.

    Args:
        data: the bytes of the .lrm, GB2312 or GBK.
        name: its name as the user knows it, for messages.
        photo: the bytes of the .pic of the same base name, None without one.
    """
    if not data.strip():
        return _unreadable(name, "", "文件是空的。", "请重新导出这个文件。")
    if len(data) > limits.FILE_BYTES:
        megabytes = limits.FILE_BYTES // 1_048_576
        return _unreadable(name, "", f"文件超过{megabytes} MB。", "请检查文件是否损坏。")
    try:
        text = data.decode(record.ENCODING)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        return _unreadable(
            name,
            f"第{line}行，第{error.start + 1}字节",
            "这里的内容不是 GBK 编码。",
            "请用任免审批表编辑器 2.0 重新保存，或改存为 .lrmx。",
        )
    text = text.strip().strip("\x00\x1a")
    if not (text.startswith('"') and text.endswith('"') and len(text) > 1):
        return _unreadable(
            name, text[:20], "开头或结尾没有引号，文件不完整。", "请重新导出这个文件。"
        )
    fields = [cleaned(field) for field in text[1:-1].split('","')]
    if len(fields) < record.LENGTH:
        return _unreadable(
            name,
            f"{len(fields)}项",
            f"应有{record.LENGTH}项内容，文件不完整。",
            "请用任免审批表编辑器 2.0 重新保存。",
        )
    problems = _ragged(fields, name)
    file = file_from(_texts(fields, photo), name)
    file.problems[:0] = problems
    return file


def _texts(fields: list[str], photo: bytes | None) -> FormTexts:
    cells = {cell: fields[place] for place, cell in record.FIELDS.items()}
    for place, ending in ((record.DIPLOMAS, ""), (record.SCHOOLS, "_BiYeYuanXiaoXi")):
        modes = fields[place].split("@")
        for mode, written in zip_longest(
            ("QuanRiZhiJiaoYu", "ZaiZhiJiaoYu"), modes[:2], fillvalue=""
        ):
            diploma, _, degree = written.partition("#")
            cells[f"{mode}_XueLi{ending}"] = cleaned(diploma)
            cells[f"{mode}_XueWei{ending}"] = cleaned(degree)
    columns = [fields[place].split("@") for place in _RELATIVE_FIELDS]
    relatives = [
        tuple(cleaned(cell) for cell in row) for row in zip_longest(*columns, fillvalue="")
    ]
    return FormTexts(cells=cells, relatives=relatives, photo=photo or None)


def _ragged(fields: list[str], name: str) -> list[Problem]:
    """A warning where the five parallel lists of relatives differ in length."""
    lengths = {len(fields[place].split("@")) for place in _RELATIVE_FIELDS if fields[place]}
    if len(lengths) < 2:
        return []
    return [
        Problem(
            name,
            CELLS["JiaTingChengYuan"],
            "、".join(str(length) for length in sorted(lengths)),
            "家庭成员各栏的人数不一致，可能错行。",
            "请核对导入后的家庭成员。",
            Severity.WARNING,
        )
    ]


def _unreadable(name: str, value: str, message: str, mend: str) -> ReadFile:
    return ReadFile(name=name, problems=[Problem(name, "", value, message, mend)])
