"""The files of the county, brought in through the importer, show the deliberate faults only.

Which of them are refused follows the exchange's own standards: a wrong check digit or sex digit
(GB 11643-1999) is an error; a second file of one person is refused; the others are only told.
"""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from xuanxian.access.actor import Actor
from xuanxian.demonstration.county import make_county
from xuanxian.demonstration.files import FORMS_FOLDER, write_county
from xuanxian.exchange import services as exchange
from xuanxian.kernel import clock
from xuanxian.kernel.errors import Refusal
from xuanxian.registry.models import Person

AS_OF = date(2026, 8, 1)
FIELD_OF = {
    "id_number_checksum": "身份证",
    "id_number_birth": "出生年月",
    "id_number_sex": "性别",
    "resume_gap": "简历",
    "resume_overlap": "简历",
    "joined_work_too_young": "参加工作时间",
    "joined_party_too_young": "入党时间",
}
REFUSED = {"id_number_checksum", "id_number_sex", "duplicate_person"}


@pytest.mark.slow
@pytest.mark.django_db
def test_the_import_finds_exactly_the_faults_put_in(tmp_path: Path) -> None:
    county = make_county(people=130, seed=7, as_of=AS_OF)
    assert len(county.contradictions) == 8
    write_county(county, tmp_path)
    actor = Actor.command_line()
    with clock.set_to(AS_OF):
        files = exchange.gather(
            (str(path.relative_to(tmp_path)), path.read_bytes())
            for path in sorted(tmp_path.rglob("*"))
            if path.is_file()
        )
        batch, _ = exchange.prepare_batch(files, actor=actor)
        batch = exchange.store_batch(batch, actor=actor)
    kinds = {f"{one.person:05}{one.name}": one.kind for one in county.contradictions}
    found: dict[str, list[str]] = {}
    for file in batch.files.all():
        stem = Path(file.name).stem.removesuffix("（副本）")
        for problem in file.problems:
            if file.name.endswith(".lrm") and problem["field"] == "身份证":
                # The older format has no place for the number.
                assert "没有填写" in problem["message"]
                continue
            found.setdefault(stem, []).append(problem["field"])
    assert set(found) == set(kinds), found
    for stem, kind in kinds.items():
        if kind in FIELD_OF:
            assert all(FIELD_OF[kind] in field for field in found[stem]), (kind, found[stem])
            assert len(found[stem]) == 1
    refused = [Path(name).stem for name in _names(batch, "refused")]
    wanted = Counter(stem for stem, kind in kinds.items() if kind in REFUSED)
    assert Counter(name.removesuffix("（副本）") for name in refused) == wanted
    assert Person.objects.count() == 130 - 2


def _names(batch, state: str) -> list[str]:
    return list(batch.files.filter(state=state).values_list("name", flat=True))


def test_files_are_not_written_among_others(tmp_path: Path) -> None:
    (tmp_path / "别的.txt").write_text("在")
    county = make_county(people=50, seed=1, as_of=AS_OF, with_photos=False)
    with pytest.raises(Refusal, match="不是空文件夹"):
        write_county(county, tmp_path)
    assert not (tmp_path / FORMS_FOLDER).exists()
