"""Made-up people whose forms the tests print."""

import io

from PIL import Image, ImageDraw

from xuanxian.kernel.partial_date import PartialDate
from xuanxian.registry.dossier import (
    AppointmentForm,
    AssessmentEntry,
    Dossier,
    EducationEntry,
    PartyEntry,
    RelativeEntry,
    ResumeLine,
    RewardSanctionEntry,
    TitleEntry,
)


def month(text: str) -> PartialDate:
    return PartialDate.parse(text)


def portrait() -> bytes:
    """A picture of three by four with a head and shoulders, as JPEG."""
    picture = Image.new("RGB", (300, 400), (90, 140, 200))
    pen = ImageDraw.Draw(picture)
    pen.ellipse((90, 70, 210, 230), fill=(240, 210, 180))
    pen.ellipse((30, 250, 270, 560), fill=(40, 45, 60))
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=88)
    return file.getvalue()


def ordinary_dossier() -> Dossier:
    """An official of the middle ranks with a file of usual length."""
    return Dossier(
        name="林峻",
        id_number="37028219800503121X",
        sex="1",
        birth=month("1980.05"),
        nation="01",
        native_place="云溪青岚",
        birthplace="云溪青岚",
        health="健康",
        joined_work=month("2002.07"),
        speciality="公文写作、基层治理",
        current_post="青岚县柳河镇党委副书记、镇长",
        rank="1A41",
        party=(PartyEntry(status="01", joined=month("2001.06")),),
        education=(
            EducationEntry(
                mode="full_time", level="20", level_text="大学", degree="400",
                degree_text="管理学学士", school="云溪大学公共管理学院行政管理专业",
                is_highest=True,
            ),
            EducationEntry(
                mode="in_service", level="10", level_text="省委党校研究生",
                school="云溪省委党校经济管理专业", is_highest=True,
            ),
        ),
        titles=(TitleEntry(name="助理工程师"),),
        resume=(
            ResumeLine(held_from=month("1998.09"), held_until=month("2002.07"), kind="study",
                       text="云溪大学公共管理学院行政管理专业学习"),
            ResumeLine(held_from=month("2002.07"), held_until=month("2006.03"),
                       text="青岚县石桥镇党政办公室科员"),
            ResumeLine(held_from=month("2006.03"), held_until=month("2011.12"),
                       text="青岚县委办公室综合科科员、副科长、科长",
                       concurrent=(
                           ResumeLine(held_from=month("2008.09"), held_until=month("2011.07"),
                                      kind="study", text="云溪省委党校经济管理专业学习"),
                       )),
            ResumeLine(held_from=month("2011.12"), held_until=month("2016.08"),
                       text="青岚县柳河镇党委委员、组织委员"),
            ResumeLine(held_from=month("2016.08"), held_until=month("2021.02"),
                       text="青岚县柳河镇党委副书记"),
            ResumeLine(held_from=month("2021.02"), text="青岚县柳河镇党委副书记、镇长"),
        ),
        rewards_sanctions=(
            RewardSanctionEntry(nature="reward", name="全县优秀共产党员",
                                approved_on=month("2019.06"), authority="青岚县委"),
        ),
        assessments=(
            AssessmentEntry(year=2022, grade="2"),
            AssessmentEntry(year=2023, grade="1"),
            AssessmentEntry(year=2024, grade="2"),
            AssessmentEntry(year=2025, grade="1"),
        ),
        relatives=(
            RelativeEntry(relation="妻子", name="周敏", birth=month("1981.11"), politics="群众",
                          unit_and_post="青岚县第一中学教师"),
            RelativeEntry(relation="女儿", name="林知夏", birth=month("2009.04"), politics="群众",
                          unit_and_post="青岚县第一中学学生"),
            RelativeEntry(relation="父亲", name="林国栋", birth=month("1952.03"),
                          politics="中共党员", unit_and_post="青岚县水利局退休干部",
                          is_deceased=True),
            RelativeEntry(relation="母亲", name="陈桂兰", birth=month("1955.09"), politics="群众",
                          unit_and_post="青岚县石桥镇农民"),
        ),
        photo=portrait(),
    )  # fmt: skip


def ordinary_proposal() -> AppointmentForm:
    return AppointmentForm(
        proposed_post="青岚县柳河镇党委书记",
        post_to_leave="青岚县柳河镇镇长",
        reason="工作需要。该同志熟悉基层工作，经民主推荐、组织考察，符合任职条件。",
        reporting_unit="中共青岚县委组织部",
        age_reckoned_on=month("2026.11.21"),
        filled_on=month("2026.11.21"),
        filled_by="吴桐",
    )


def crowded_dossier() -> Dossier:
    """A file with more of everything than the form was drawn for."""
    ordinary = ordinary_dossier()
    lines = tuple(
        ResumeLine(
            held_from=PartialDate(1982 + number, 7),
            held_until=PartialDate(1983 + number, 7) if number < 39 else None,
            text=f"青岚县经济和信息化局第{number + 1}综合业务科副科长、四级主任科员，"
            "兼任县重点项目建设指挥部办公室副主任",
            concurrent=(
                ResumeLine(
                    held_from=PartialDate(1982 + number, 9),
                    held_until=PartialDate(1983 + number, 1),
                    kind="study",
                    text="云溪省委党校中青年干部培训班学习",
                ),
            )
            if number % 4 == 0
            else (),
        )
        for number in range(40)
    )
    return ordinary.model_copy(
        update={
            "name": "阿卜杜热合曼·买买提明",
            "nation": "05",
            "native_place": "新疆维吾尔自治区伊犁哈萨克自治州",
            "birthplace": "新疆维吾尔自治区伊犁哈萨克自治州察布查尔锡伯自治县",
            "health": "健康（曾患轻度高血压，已控制）",
            "speciality": "水利水电工程规划设计、流域综合治理、农村供水、防汛抗旱指挥调度",
            "current_post": "青岚县人民政府党组成员、副县长，县公安局党委书记、局长、督察长，"
            "县委政法委员会副书记（兼），县重点项目建设指挥部常务副总指挥（兼）",
            "resume": lines,
            "rewards_sanctions": tuple(
                RewardSanctionEntry(nature="reward", name=f"第{number}届全省先进工作者",
                                    approved_on=PartialDate(2000 + number, 5),
                                    authority="云溪省委、省政府")
                for number in range(12)
            ),
            "relatives": tuple(
                RelativeEntry(relation="堂弟", name="阿卜杜拉·买买提",
                              birth=PartialDate(1970 + number, 2), politics="中共党员",
                              unit_and_post="青岚县市场监督管理局食品安全监督管理科四级主任科员")
                for number in range(11)
            ),
        }
    )  # fmt: skip
