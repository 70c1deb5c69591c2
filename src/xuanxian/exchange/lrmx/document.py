"""Unwrapping .lrmx: hostile XML is refused before anything in it is believed."""

import binascii
import re

from lxml import etree
from pybase64 import b64decode

from xuanxian.exchange import limits
from xuanxian.exchange.form_texts import CELLS, RELATIVE_CELLS, FormTexts
from xuanxian.exchange.phrases.cleaning import cleaned
from xuanxian.kernel.errors import Problem, Refusal, Severity

_DOCTYPE = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_DECLARED = re.compile(rb"^<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"']")
_BLANKS = re.compile(r"\s+")
_KNOWN = frozenset(CELLS) | {"Version"}


def _parser() -> etree.XMLParser:
    # huge_tree stays off: libxml2 then refuses text nodes over 10 MB and nesting over 256.
    return etree.XMLParser(
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
    for element in root:
        tag = element.tag
        if tag == "JiaTingChengYuan":
            _unwrap_relatives(element, texts, name, problems)
        elif tag == "ZhaoPian":
            texts.photo = _photo(element.text, name, problems)
        elif tag in _KNOWN:
            if tag in texts.cells:
                problems.append(_twice(name, tag))
            texts.cells[tag] = _cell(element, CELLS.get(tag, tag), name, problems)
        else:
            if len(element):
                problems.append(_nested(name, tag))
            # Kept as read, so that a newer editor finds its own elements again.
            texts.other[tag] = cleaned("".join(map(str, element.itertext())))
    texts.cells.pop("Version", None)
    missing = [tag for tag in CELLS if tag not in texts.cells and root.find(tag) is None]
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
    problems += [_absent(name, tag) for tag in missing]
    return texts, problems


def _root_of(data: bytes, name: str) -> etree._Element:
    if not data.strip():
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
    if b"<!" in data and _DOCTYPE.search(data):
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
        root = etree.fromstring(data, _parser())
    except etree.XMLSyntaxError as error:
        raise Refusal(
            Problem(
                name,
                "",
                f"第{error.lineno}行",
                f"不是完整的 XML 文件（{error.msg}）。",
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
    data = data.removeprefix(b"\xef\xbb\xbf").lstrip()
    declared = _DECLARED.match(data)
    encoding = declared[1].decode().lower() if declared else "utf-8"
    encoding = {"gb2312": "gb18030", "gbk": "gb18030"}.get(encoding, encoding)
    if encoding not in {"utf-8", "utf8", "gb18030"}:
        raise Refusal(
            Problem(
                name, "", encoding, "文件声明的编码不受支持。", "请用任免审批表编辑器另存为 UTF-8。"
            )
        )
    if encoding == "gb18030":
        try:
            text = data.decode("gb18030")
        except UnicodeDecodeError as error:
            raise Refusal(_encoding(name, "GB18030", error.start)) from error
        return re.sub(r"^<\?xml.*?\?>", "", text, count=1, flags=re.DOTALL).encode()
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Refusal(_encoding(name, "UTF-8", error.start)) from error
    return data


def _encoding(name: str, encoding: str, place: int) -> Problem:
    return Problem(
        name,
        "",
        f"第{place + 1}字节",
        f"文件声明为{encoding}编码，内容却不是。",
        "请用任免审批表编辑器打开并重新保存。",
    )


def _cell(element: etree._Element, label: str, name: str, problems: list[Problem]) -> str:
    text = element.text
    if len(element):
        problems.append(_nested(name, label))
        text = "".join(map(str, element.itertext()))
    text = cleaned(text)
    if len(text) > limits.CELL_CHARACTERS:
        raise Refusal(
            Problem(
                name,
                label,
                f"{len(text)}字",
                f"内容超过{limits.CELL_CHARACTERS}字。",
                "请检查文件是否损坏。",
            )
        )
    return text


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
    for item in family:
        found = {child.tag: cleaned(child.text) for child in item}
        unknown = found.keys() - set(RELATIVE_CELLS)
        if item.tag != "Item" or unknown:
            problems.append(_nested(name, CELLS["JiaTingChengYuan"]))
        relation, kin, birth, politics, unit = (found.get(tag, "") for tag in RELATIVE_CELLS)
        if relation or kin or birth or politics or unit:
            texts.relatives.append((relation, kin, birth, politics, unit))


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


def _twice(name: str, tag: str) -> Problem:
    return Problem(
        name, CELLS.get(tag, tag), "", "这一项在文件中出现了两次。", "请用编辑器重新保存。"
    )


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
