"""Forms of the pages of paper ballots."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from xuanxian.ballots.answers import LONGEST_WRITTEN_NAME
from xuanxian.ballots.forms import SecondPersonForm, VoidForm
from xuanxian.ballots.instruments import Names
from xuanxian.ballots.paper.content import Filled, content_of
from xuanxian.ballots.paper.form import PaperForm, Section
from xuanxian.ballots.paper.rules import PaperRules, SettledPaperRules
from xuanxian.ballots.poll_form import BallotForm, Content, PollForm, QuestionnaireForm
from xuanxian.ballots.questionnaire import LONGEST_TEXT, FreeText
from xuanxian.policy.formulas import whole_number

UNCLEAR = "x"
"""A line with two marks, or one nobody can read."""


class _RulesFields(forms.Form):
    """What holds for the forms, asked where the instrument leaves it open."""

    largest_batch = forms.IntegerField(label="每批最多（张）", min_value=2, max_value=500)
    unclear_line = forms.ChoiceField(
        label="一项有多处填写或者无法辨认的",
        choices=[("", "请选择"), ("blank", "按未填计"), ("invalid", "整张票无效")],
    )
    scans_kept_days = forms.IntegerField(
        label="扫描图像保存天数", help_text="自计票之日起，供复核。", min_value=0, max_value=3650
    )


class _WithRules(forms.Form):
    """Asks for the rules only where nobody has said them."""

    def ask_rules(self) -> None:
        """Add the fields of the rules."""
        self.fields.update(_RulesFields().fields)
        self.order_fields(
            [name for name in self.fields if not name.startswith("second_")]
            + ["second_username", "second_password"]
        )

    @property
    def rules(self) -> SettledPaperRules | None:
        """The rules given; None where they were not asked."""
        if "largest_batch" not in self.fields:
            return None
        return SettledPaperRules(
            **{name: self.cleaned_data[name] for name in _RulesFields().fields}
        )


class PaperCountsForm(_WithRules, SecondPersonForm):
    """A number of forms for every class."""

    def __init__(
        self,
        classes: Iterable[str],
        *arguments: Any,
        word: str,
        filled: Mapping[str, int] | None = None,
        ask_rules: bool = False,
        **named: Any,
    ) -> None:
        super().__init__(*arguments, **named)
        self._names = {}
        fields = {}
        for place, name in enumerate(classes):
            self._names[f"number_{place}"] = name
            fields[f"number_{place}"] = forms.IntegerField(
                label=f"{name}{word}", min_value=0, initial=(filled or {}).get(name, 0)
            )
        self.fields = {**fields, **self.fields}
        if ask_rules:
            self.ask_rules()

    @property
    def counts(self) -> dict[str, int]:
        """Class → number."""
        return {name: self.cleaned_data[field] for field, name in self._names.items()}


class ExchangeForm(_WithRules, VoidForm):
    """Codes of slips given back for paper forms."""

    def __init__(self, *arguments: Any, ask_rules: bool = False, **named: Any) -> None:
        super().__init__(*arguments, **named)
        if ask_rules:
            self.ask_rules()


class VoidPaperForm(PaperCountsForm):
    """Spoilt forms, and whether others are handed out for them."""

    replaced = forms.BooleanField(label="同时换发新票", required=False, initial=True)


class _Files(forms.ClearableFileInput):
    allow_multiple_selected = True


class _FilesField(forms.FileField):
    widget = _Files

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        files = data if isinstance(data, list | tuple) else [data]
        return [super(_FilesField, self).clean(each, initial) for each in files]


class ScanForm(forms.Form):
    """Scanned files."""

    scans = _FilesField(
        label="扫描文件",
        help_text="PDF、jpg、png 或 tif，可选多个；双面扫描的空白背面自动跳过。",
        widget=_Files(attrs={"accept": ".pdf,.jpg,.jpeg,.png,.tif,.tiff"}),
    )

    @property
    def contents(self) -> list[tuple[str, bytes]]:
        """Name and content of each, by name."""
        found = [(each.name, each.read()) for each in self.cleaned_data["scans"]]
        return sorted(found, key=lambda each: each[0])


class EntryForm(forms.Form):
    """One ballot or questionnaire as a teller keys it in, section by section as it is printed.

    A line of which one box is ticked is a choice, a line with a single box and each box of a
    several-choice question a tick, a field what was written in it.
    """

    def __init__(
        self,
        printed: PaperForm,
        form: PollForm,
        *arguments: Any,
        rules: PaperRules,
        **named: Any,
    ) -> None:
        super().__init__(*arguments, **named)
        self._form, self._rules = form, rules
        self._places: dict[str, tuple[int, ...]] = {}
        for at, section in enumerate(printed.sections):
            for line in range(max(1, len(section.lines))):
                if section.kind == "lines" and len(section.options) > 1:
                    self._ask_mark(at, line, section)
                elif section.kind == "lines":
                    self._ask_tick(at, line, 0, section.lines[line].texts[0])
                    self._ask_notes(at, line)
            if section.kind == "choices":
                for option, text in enumerate(section.options):
                    self._ask_tick(at, 0, option, text)
            elif section.kind == "names":
                for line in range(section.blanks):
                    self._ask_name(at, line)
                    self._ask_notes(at, line)
            elif section.kind == "writing":
                self._ask_text(at, section)

    @property
    def filled(self) -> Filled:
        """What stands on the form, by places."""
        values = self.cleaned_data
        ticks, unclear, written, notes = [], [], [], []
        for name, place in self._places.items():
            value = values.get(name)
            match name.partition("_")[0]:
                case "mark" if value == UNCLEAR:
                    unclear.append((place[0], place[1]))
                case "mark" if value:
                    ticks.append((place[0], place[1], int(value)))
                case "tick" if value:
                    ticks.append((place[0], place[1], place[2]))
                case "written" if value:
                    written.append((place[0], place[1], str(value)))
                case "note" if value:
                    notes.append((place[0], place[1], place[2], str(value)))
        return Filled(
            ticks=tuple(ticks), unclear=tuple(unclear), written=tuple(written), notes=tuple(notes)
        )

    @property
    def content(self) -> Content:
        """What stands on the form, by the rules of the poll."""
        return content_of(self._form, self.filled, self._rules.unclear_line)

    def _ask_mark(self, section: int, line: int, printed: Section) -> None:
        choices = [(str(at), option) for at, option in enumerate(printed.options)]
        self._add(
            f"mark_{section}_{line}",
            (section, line),
            forms.ChoiceField(
                label=printed.lines[line].texts[0],
                choices=[*choices, ("", "未填"), (UNCLEAR, "多选或看不清")],
                required=False,
            ),
        )

    def _ask_tick(self, section: int, line: int, option: int, label: str) -> None:
        self._add(
            f"tick_{section}_{line}_{option}",
            (section, line, option),
            forms.BooleanField(label=label, required=False),
        )

    def _ask_name(self, section: int, line: int) -> None:
        self._add(
            f"written_{section}_{line}",
            (section, line),
            forms.CharField(
                label=f"另选他人 {line + 1}",
                max_length=LONGEST_WRITTEN_NAME,
                required=False,
                widget=forms.TextInput(attrs={"autocomplete": "off"}),
            ),
        )

    def _ask_notes(self, section: int, line: int) -> None:
        """What is written beside the name on this line, where the ballot asks for it."""
        if not isinstance(self._form, BallotForm):
            return
        question = self._form.ballot.question
        for heading, note in enumerate(question.notes if isinstance(question, Names) else ()):
            longest = whole_number(note.longest, self._form.parameters)
            self._add(
                f"note_{section}_{line}_{heading}",
                (section, line, heading),
                forms.CharField(
                    label=note.title,
                    max_length=longest,
                    required=False,
                    widget=forms.TextInput(attrs={"autocomplete": "off"}),
                ),
            )

    def _ask_text(self, section: int, printed: Section) -> None:
        if not isinstance(self._form, QuestionnaireForm):
            return
        question = self._form.questionnaire.questions[section]
        longest = question.longest if isinstance(question, FreeText) else LONGEST_TEXT
        self._add(
            f"written_{section}_0",
            (section, 0),
            forms.CharField(
                label=printed.heading,
                max_length=longest,
                required=False,
                widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
            ),
        )

    def _add(self, name: str, place: tuple[int, ...], field: forms.Field) -> None:
        self._places[name] = place
        self.fields[name] = field


def shown_of(filled: Filled, printed: PaperForm) -> dict[str, Any]:
    """What an `EntryForm` shows of `filled` to begin with."""
    found: dict[str, Any] = {}
    for section, line, option in filled.ticks:
        asked = printed.sections[section]
        if asked.kind == "lines" and len(asked.options) > 1:
            found[f"mark_{section}_{line}"] = str(option)
        else:
            found[f"tick_{section}_{line}_{option}"] = True
    found |= {f"mark_{section}_{line}": UNCLEAR for section, line in filled.unclear}
    found |= {f"written_{section}_{line}": text for section, line, text in filled.written}
    found |= {f"note_{section}_{line}_{at}": text for section, line, at, text in filled.notes}
    return found
