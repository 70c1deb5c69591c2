"""A questionnaire that tests share: six things wanted, eighteen not wanted, defects, a text.

Six aspects in four grades and eighteen reverse items in four answers are the figures of a source
(莱西市“察评审”); the wording of the items is made up.
"""

from typing import Any

from xuanxian.ballots.answers import Subject
from xuanxian.ballots.poll_form import QuestionnaireForm
from xuanxian.ballots.questionnaire import Questionnaire

PARAMETERS = {"smallest": 5}
ABOUT = Subject(id="wang", name="王某甲", title="某镇副镇长")

GRADES = ["优秀", "良好", "一般", "较差"]
LEVELS = ["不存在", "一定程度存在", "存在", "不了解"]


def virtue(**changes: Any) -> Questionnaire:
    """The questionnaire, with fields changed."""
    given: dict[str, Any] = {
        "kind": "questionnaire",
        "id": "virtue",
        "title": "德的专项测评表",
        "about": "考察对象德的表现",
        "secrecy": "secret",
        "smallest_group": "$smallest",
        "electorate": [{"class": "干部群众"}],
        "questions": [
            {
                "form": "scale",
                "id": "positive",
                "title": "正向测评",
                "options": GRADES,
                "items": [{"id": f"p{at}", "title": f"正向第{at}个方面"} for at in range(6)],
                "measures": {"优良率": "(优秀 + 良好) / 表态"},
            },
            {
                "form": "scale",
                "id": "reverse",
                "title": "反向测评",
                "direction": "reverse",
                "options": LEVELS,
                "neutral": ["不了解"],
                "adverse": ["一定程度存在", "存在"],
                "items": [{"id": f"r{at}", "title": f"反向第{at}种问题"} for at in range(18)],
                "measures": {"反映率": "不利 / 表态"},
            },
            {
                "form": "selection",
                "id": "defects",
                "title": "存在的不足",
                "options": [{"id": f"d{at}", "title": f"第{at}种不足"} for at in range(6)],
                "most": 3,
            },
            {"form": "text", "id": "words", "title": "其他需要说明的情况", "longest": 60},
        ],
    }
    return Questionnaire.model_validate(given | changes)


def form(**changes: Any) -> QuestionnaireForm:
    """The questionnaire about one person."""
    return QuestionnaireForm((ABOUT,), PARAMETERS, virtue(**changes))
