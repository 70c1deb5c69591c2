"""Writing .lrmx as the editor writes it: fixed order of elements, CRLF, two blanks of indent."""

from lxml import etree
from pybase64 import b64encode

from xuanxian.exchange.form_texts import CELLS, RELATIVE_CELLS, FormTexts, texts_from
from xuanxian.exchange.phrases.cleaning import cleaned
from xuanxian.registry.dossier import AppointmentForm, Dossier

VERSION = "3.2.1.16"
"""The editor's version whose layout is written."""

_DECLARATION = b'<?xml version="1.0" encoding="utf-8"?>\r\n'
_LATER_ELEMENTS = {
    "DaoLingNianYue": "CanJiaGongZuoShiJian",
    "GaiGeQianRenZhiNianLingJieXian": "ChengBaoDanWei",
}
"""Element of newer editors → the element it follows; others stand before the version."""


def write_lrmx(dossier: Dossier, form: AppointmentForm | None = None) -> bytes:
    """The .lrmx file of `dossier`, with the proposal in `form` when there is one.

    What the format cannot hold is left out; `carried(dossier)` tells what remains.
    """
    return wrap(texts_from(dossier, form))


def wrap(texts: FormTexts) -> bytes:
    """The .lrmx file holding `texts`."""
    person = etree.Element("Person")
    following = {after: name for name, after in _LATER_ELEMENTS.items() if name in texts.other}
    for name in CELLS:
        if name == "JiaTingChengYuan":
            _add_relatives(etree.SubElement(person, name), texts)
        elif name == "ZhaoPian":
            photo = b64encode(texts.photo).decode() if texts.photo else ""
            etree.SubElement(person, name).text = photo
        else:
            etree.SubElement(person, name).text = cleaned(texts.cells.get(name))
        if name in following:
            etree.SubElement(person, following[name]).text = texts.other[following[name]]
    for name, text in texts.other.items():
        if name not in _LATER_ELEMENTS:
            etree.SubElement(person, name).text = text
    etree.SubElement(person, "Version").text = VERSION
    etree.indent(person, "  ")
    # An XML reader turns CRLF back into LF, so line ends are set on the bytes.
    body: bytes = etree.tostring(person, encoding="utf-8")
    return _DECLARATION + body.replace(b"\n", b"\r\n")


def _add_relatives(family: etree._Element, texts: FormTexts) -> None:
    for relative in texts.relatives:
        item = etree.SubElement(family, "Item")
        for name, text in zip(RELATIVE_CELLS, relative, strict=True):
            etree.SubElement(item, name).text = cleaned(text)
