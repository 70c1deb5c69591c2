"""Forms a second: the appointment form as docx and PDF, beside the least that could be done.

The contenders take turns; medians. The plain baselines write the same texts without layout, so
they are a floor and not a peer: they fit nothing into cells and merge none.
"""

import io
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "src"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xuanxian.settings")
os.environ.setdefault("XUANXIAN_HOME", tempfile.mkdtemp(prefix="xuanxian-bench-"))

import django

django.setup()

from docx import Document  # noqa: E402
from docxtpl import DocxTemplate  # noqa: E402

from xuanxian.demonstration.county import make_county  # noqa: E402
from xuanxian.documents.appointment_form.as_docx import (  # noqa: E402
    render_appointment_forms_docx,
)
from xuanxian.documents.appointment_form.as_pdf import (  # noqa: E402
    render_appointment_form_pdf,
    render_appointment_forms_pdf,
)
from xuanxian.documents.appointment_form.content import (  # noqa: E402
    AppointmentFormData,
    appointment_form_data,
)
from xuanxian.registry.dossier import AppointmentForm  # noqa: E402

DAY = date(2026, 8, 1)
PEOPLE = 50
ROUNDS = 3


def texts_of(data: AppointmentFormData) -> list[str]:
    cells = [value["text"] for value in data.model_dump(exclude={"photo"}).values()
             if isinstance(value, dict) and "text" in value]  # fmt: skip
    return [*cells, *(line.text for line in data.resume)]


def plain_table(data: AppointmentFormData) -> None:
    """python-docx: one column, one row a text."""
    document = Document()
    texts = texts_of(data)
    table = document.add_table(rows=len(texts), cols=1)
    for row, text in zip(table.rows, texts, strict=True):
        row.cells[0].text = text
    document.save(io.BytesIO())


def template() -> bytes:
    document = Document()
    document.add_paragraph("{% for text in texts %}{{ text }}{% endfor %}")
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def median_of(contenders: dict[str, Callable[[], None]]) -> dict[str, float]:
    """Seconds of each, taking turns."""
    took: dict[str, list[float]] = {name: [] for name in contenders}
    for number in range(ROUNDS + 1):
        for name, run in contenders.items():
            began = time.perf_counter()
            run()
            if number:  # the first round warms up
                took[name].append(time.perf_counter() - began)
    return {name: statistics.median(times) for name, times in took.items()}


def main() -> None:
    county = make_county(people=PEOPLE, seed=7, as_of=DAY)
    forms = [
        appointment_form_data(person.dossier, AppointmentForm(), DAY) for person in county.people
    ]
    source = template()

    def each(write: Callable[[AppointmentFormData], object]) -> Callable[[], None]:
        return lambda: [write(form) for form in forms] and None

    def fill(form: AppointmentFormData) -> None:
        filled = DocxTemplate(io.BytesIO(source))
        filled.render({"texts": texts_of(form)}, autoescape=True)
        filled.save(io.BytesIO())

    took = median_of(
        {
            "PDF, 50 people in one file": lambda: render_appointment_forms_pdf(forms) and None,
            "PDF, 50 files": each(render_appointment_form_pdf),
            "docx, 50 files": each(lambda form: render_appointment_forms_docx([form])),
            "docx, plain python-docx table (floor)": each(plain_table),
            "docx, docxtpl with one paragraph (floor)": each(fill),
        }
    )
    slowest = max(took.values())
    print(f"## Appointment forms\n\n{PEOPLE} people, photos and all, medians of {ROUNDS} rounds.\n")
    print("| | seconds | forms a second | times the slowest |\n|---|---:|---:|---:|")
    for name, seconds in took.items():
        print(f"| {name} | {seconds:.2f} | {PEOPLE / seconds:.0f} | {slowest / seconds:.1f} |")


if __name__ == "__main__":
    main()
