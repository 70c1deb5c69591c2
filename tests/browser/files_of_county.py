"""The files of a small made-up county, as an office would bring them: workbooks and forms."""

from datetime import date
from pathlib import Path

from tests.selection.county import dossier
from xuanxian.exchange.lrmx import write_lrmx
from xuanxian.exchange.roster import (
    EstablishmentRow,
    HoldingRow,
    PersonRow,
    PostRow,
    RankRow,
    Tables,
    UnitRow,
    write_tables,
)
from xuanxian.kernel.partial_date import PartialDate

PEOPLE = ("陈某甲", "赵某乙")
UNIT = "3701"


def write_files(folder: Path) -> list[Path]:
    """A bureau with a vacant deputy post, and two people of a town to choose from."""
    folder.mkdir()
    structure = Tables(
        units=(
            UnitRow(code=UNIT, name="某县", kind="area"),
            UnitRow(code="3701.A01", name="某县财政局", kind="government", parent_code=UNIT),
            UnitRow(code="3701.B01", name="某县某某镇", kind="town", parent_code=UNIT),
        ),
        posts=(
            PostRow(unit_code="3701.A01", title="副局长", kind="leading", rank="1A42"),
            PostRow(
                unit_code="3701.B01",
                title="财政所所长",
                kind="mid_level",
                rank="1A50",
                counts_against_establishment=False,
            ),
        ),
        establishment=(
            EstablishmentRow(
                unit_code="3701.A01", rank="1A42", approved=2, valid_from=date(2020, 1, 1)
            ),
        ),
    )
    birth = PartialDate(1985, 3)
    people = Tables(
        people=tuple(
            PersonRow(name=name, birth=birth, unit_code="3701.B01", rank="1A50") for name in PEOPLE
        ),
        holdings=(
            HoldingRow(
                name=PEOPLE[0],
                birth=birth,
                unit_code="3701.B01",
                post="财政所所长",
                rank="1A50",
                held_from=PartialDate(2016, 5),
            ),
        ),
        ranks=tuple(
            RankRow(name=name, birth=birth, code="1A50", held_from=PartialDate(2010, 1))
            for name in PEOPLE
        ),
    )
    files = {
        "1机构职位职数.xlsx": write_tables(structure),
        "3人员信息.xlsx": write_tables(people),
    }
    for name in PEOPLE:
        file = dossier(
            name, current_post="某县某某镇财政所所长" if name == PEOPLE[0] else "某县某某镇干部"
        )
        files[f"2{name}.lrmx"] = write_lrmx(file)
    written = []
    for name, content in files.items():
        written.append(folder / name)
        written[-1].write_bytes(content)
    return written
