"""Unwrapping .lrmx: hostile XML is refused before anything in it is believed."""

import binascii
import re
from collections import Counter
from collections.abc import Container

from lxml import etree
from pybase64 import b64decode

from xuanxian.exchange import limits
from xuanxian.exchange.form_texts import CELLS, RELATIVE_CELLS, FormTexts
from xuanxian.exchange.phrases.cleaning import cleaned
from xuanxian.kernel.errors import Problem, Refusal, Severity

_DOCTYPE = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_DECLARED = re.compile(rb"^<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"']")
_BLANKS = re.compile(r"\s+")
_UTF8_MARK = b"\xef\xbb\xbf"
_FAMILY, _PHOTO = "JiaTingChengYuan", "ZhaoPian"
_RELATIVE_CELLS = frozenset(RELATIVE_CELLS)
_NO_TEXT = (_FAMILY, _PHOTO, "Version")
_TEXT_CELLS = frozenset(CELLS) - {_FAMILY, _PHOTO}

# One parser for all: making one costs as much as parsing a file. lxml locks it while it works.
# huge_tree stays off: libxml2 then refuses text nodes over 10 MB and nesting over 256.
_PARSER = etree.XMLParser(
    resolve_entities=False,
    no_network=True,
    load_dtd=False,
    dtd_validation=False,
    attribute_defaults=False,
    huge_tree=False,
    remove_comments=True,
    remove_pis=True,
)


def unwrap(data: bytes, name: str) -> tuple[FormTexts, list[Problem]]:
    """The cells of the .lrmx file `name`, with problems that do not stop the reading.

    Raises:
        Refusal: the file is too large, no XML, no .lrmx, or tries to name anything outside itself.
    """
    root = _root_of(data, name)
    texts = FormTexts()
    problems: list[Problem] = []
    cells = texts.cells
    for element in root:
        tag = element.tag
        if tag in _TEXT_CELLS:
            text = element.text
            if len(element):
                problems.append(_nested(name, CELLS[tag]))
                text = "".join(map(str, element.itertext()))
            cells[tag] = text.strip() if text else ""
        elif tag == _FAMILY:
            cells[tag] = ""
            _unwrap_relatives(element, texts, name, problems)
        elif tag == _PHOTO:
            cells[tag] = ""
            texts.photo = _photo(element.text, name, problems)
        elif tag == "Version":
            cells[tag] = ""
        else:
            if len(element):
                problems.append(_nested(name, tag))
            # Kept as read, so that a newer editor finds its own elements again.
            texts.other[tag] = cleaned("".join(map(str, element.itertext())))
    # One look at all cells is much quicker than one at each, and nearly all files are clean.
    if not "".join(cells.values()).replace("\n", "").isprintable():
        for tag, text in cells.items():
            cells[tag] = cleaned(text)
    if len(cells) + len(texts.other) != len(root):
        problems += _twice(root, name)
    if not cells.keys() >= CELLS.keys():
        problems += _missing(cells, name)
    for tag in _NO_TEXT:
        cells.pop(tag, None)
    if len(data) > limits.CELL_CHARACTERS:
        _refuse_long_cells(cells, name)
    return texts, problems


def _missing(seen: Container[str], name: str) -> list[Problem]:
    missing = [tag for tag in CELLS if tag not in seen]
    if len(missing) > len(CELLS) // 2:
        raise Refusal(
            Problem(
                name,
                "",
                "",
                "缺少任免审批表的大部分内容。",
                "请用任免审批表编辑器重新保存后再导入。",
            )
        )
    return [_absent(name, tag) for tag in missing]


def _refuse_long_cells(cells: dict[str, str], name: str) -> None:
    for tag, text in cells.items():
        if len(text) > limits.CELL_CHARACTERS:
            raise Refusal(
                Problem(
                    name,
                    CELLS[tag],
                    f"{len(text)}字",
                    f"内容超过{limits.CELL_CHARACTERS}字。",
                    "请检查文件是否损坏。",
                )
            )


def _root_of(data: bytes, name: str) -> etree._Element:
    if not data or data.isspace():
        raise Refusal(Problem(name, "", "", "文件是空的。", "请重新导出这个文件。"))
    if len(data) > limits.FILE_BYTES:
        raise Refusal(
            Problem(
                name,
                "",
                f"{len(data) / 1_048_576:.1f} MB",
                f"文件超过{limits.FILE_BYTES // 1_048_576} MB。",
                "请压缩照片后重新保存。",
            )
        )
    data = _as_declared(data, name)
    # A declaration of a document type can only stand before the root.
    root_at = data.find(b"<Person")
    if _DOCTYPE.search(data, 0, root_at if root_at >= 0 else len(data)):
        raise Refusal(
            Problem(
                name,
                "",
                "<!DOCTYPE",
                "文件含有文档类型或实体声明，可能被用来攻击，已拒绝读取。",
                "请用任免审批表编辑器重新保存后再导入。",
            )
        )
    try:
        root = etree.fromstring(data, _PARSER)
    except etree.XMLSyntaxError as error:
        _refuse_other_encoding(data, name)
        raise Refusal(
            Problem(
                name,
                "",
                "第{}行第{}列".format(*error.position),
                "不是完整的 XML 文件，从这里起读不下去。",
                "请用任免审批表编辑器打开并重新保存。",
            )
        ) from error
    if root.tag != "Person":
        raise Refusal(
            Problem(
                name,
                "",
                str(root.tag)[:40],
                "根元素不是 Person，不是任免审批表文件。",
                "请确认选择的是 .lrmx 文件。",
            )
        )
    return root


def _as_declared(data: bytes, name: str) -> bytes:
    """`data` as UTF-8 or as what it declares; GBK bytes under a UTF-8 declaration are refused."""
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        try:
            text = data.decode("utf-16")
        except UnicodeDecodeError as error:
            raise Refusal(_encoding(name, "UTF-16", error.start)) from error
        return re.sub(r"^<\?xml.*?\?>", "", text, count=1, flags=re.DOTALL).encode()
    if data.startswith(_UTF8_MARK):
        data = data[len(_UTF8_MARK) :]
    if data[:1].isspace():
        data = data.lstrip()
    declared = _DECLARED.match(data)
    encoding = declared[1].decode().lower() if declared else "utf-8"
    if encoding in {"utf-8", "utf8"}:
        return data
    if encoding not in {"gb2312", "gbk", "gb18030"}:
        raise Refusal(
            Problem(
                name,
                "",
                encoding,
                "文件声明的编码不受支持。",
                "请用任免审批表编辑器另存为 UTF-8。",
            )
        )
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError as error:
        raise Refusal(_encoding(name, "GB18030", error.start)) from error
    return re.sub(r"^<\?xml.*?\?>", "", text, count=1, flags=re.DOTALL).encode()


def _refuse_other_encoding(data: bytes, name: str) -> None:
    """Say so where the parser failed because the bytes are no UTF-8."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Refusal(_encoding(name, "UTF-8", error.start)) from error


def _encoding(name: str, encoding: str, place: int) -> Problem:
    return Problem(
        name,
        "",
        f"第{place + 1}字节",
        f"文件声明为{encoding}编码，内容却不是。",
        "请用任免审批表编辑器打开并重新保存。",
    )


def _unwrap_relatives(
    family: etree._Element, texts: FormTexts, name: str, problems: list[Problem]
) -> None:
    if len(family) > limits.RELATIVES:
        raise Refusal(
            Problem(
                name,
                CELLS["JiaTingChengYuan"],
                f"{len(family)}人",
                f"家庭成员超过{limits.RELATIVES}人。",
                "请检查文件是否损坏。",
            )
        )
    rows = texts.relatives
    for item in family:
        found = {child.tag: (child.text or "").strip() for child in item}
        if found.keys() != _RELATIVE_CELLS:
            if not found.keys() <= _RELATIVE_CELLS or item.tag != "Item":
                problems.append(_nested(name, CELLS[_FAMILY]))
            found = dict.fromkeys(RELATIVE_CELLS, "") | found
        row = tuple(map(found.__getitem__, RELATIVE_CELLS))
        if any(row):
            rows.append(row)
    if not "".join(map("".join, rows)).isprintable():
        rows[:] = [tuple(map(cleaned, row)) for row in rows]


def _photo(text: str | None, name: str, problems: list[Problem]) -> bytes | None:
    if not text:
        return None
    try:
        return b64decode(text, validate=True) or None
    except (binascii.Error, ValueError):
        pass
    # Only a file that is broken into lines needs the slower way.
    text = _BLANKS.sub("", text)
    if text.startswith("data:"):
        text = text.partition(",")[2]
    try:
        return b64decode(text, validate=True) or None
    except (binascii.Error, ValueError):
        problems.append(
            Problem(
                name,
                CELLS["ZhaoPian"],
                text[:20] + "…",
                "照片不是有效的 base64 编码。",
                "请在编辑器中重新插入照片并保存。",
            )
        )
        return None


def _twice(root: etree._Element, name: str) -> list[Problem]:
    counts = Counter(str(element.tag) for element in root)
    return [
        Problem(
            name,
            CELLS.get(tag, tag),
            f"{count}次",
            "这一项在文件中重复出现。",
            "请用任免审批表编辑器重新保存。",
        )
        for tag, count in counts.items()
        if count > 1
    ]


def _absent(name: str, tag: str) -> Problem:
    return Problem(
        name,
        CELLS[tag],
        "",
        f"文件缺少这一项（{tag}）。",
        "请用任免审批表编辑器重新保存，或在系统中补填。",
        Severity.WARNING,
    )


def _nested(name: str, label: str) -> Problem:
    return Problem(
        name,
        label,
        "",
        "含有不认识的下级元素，只保留了其中的文字。",
        "请核对导入后的内容。",
        Severity.WARNING,
    )
