"""The 干部任免审批表 as PDF, one person or many in one file."""

import io
from collections.abc import Sequence
from typing import Any

from PIL import Image

from xuanxian.documents.appointment_form.content import AppointmentFormData
from xuanxian.documents.appointment_form.fitting import layout
from xuanxian.documents.typesetting import typeset


def render_appointment_form_pdf(data: AppointmentFormData) -> bytes:
    """Both pages for one person.

    Raises:
        Refusal: the machine has no Chinese font.
    """
    return render_appointment_forms_pdf([data])


def render_appointment_forms_pdf(people: Sequence[AppointmentFormData]) -> bytes:
    """Both pages for each of `people`, one after the other in one file.

    Raises:
        Refusal: the machine has no Chinese font.
        ValueError: nobody is named; a defect of the caller.
    """
    if not people:
        raise ValueError("no form to print")
    pictures: dict[str, bytes] = {}
    rows: list[dict[str, Any]] = []
    for number, data in enumerate(people):
        row = data.model_dump(exclude={"photo"}) | {"photo": None}
        if data.photo and (jpeg := as_jpeg(data.photo)):
            row["photo"] = f"photo-{number}.jpg"
            pictures[f"photo-{number}.jpg"] = jpeg
        row["resume"] = [{"dates": line.dates, "text": line.text} for line in data.resume]
        rows.append(row)
    return typeset("appointment_form", {"layout": layout(), "people": rows}, pictures)


def as_jpeg(photo: bytes) -> bytes | None:
    """`photo` itself when it is a JPEG, another picture turned into one, None when unreadable."""
    try:
        with Image.open(io.BytesIO(photo)) as picture:
            if picture.format == "JPEG":
                return photo
            turned = io.BytesIO()
            picture.convert("RGB").save(turned, "JPEG", quality=90)
            return turned.getvalue()
    except (OSError, ValueError, Image.DecompressionBombError):
        return None
