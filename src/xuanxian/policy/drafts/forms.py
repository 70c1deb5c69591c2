"""The forms by which a draft is begun and changed."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from xuanxian.facts.definitions import facts_of
from xuanxian.kernel.errors import Problem, Refusal
from xuanxian.policy import parameters
from xuanxian.policy.drafts.simple_rules import COMPARISONS, SimpleRule, expression_of, simple
from xuanxian.policy.expressions import ValueType
from xuanxian.policy.instruments.criteria import Criteria, Rule
from xuanxian.policy.outcome import Verdict
from xuanxian.policy.policy_file import LARGEST_FILE
from xuanxian.policy.schema import Parameter, Policy

MANNERS = (
    ("extend", "在它之上修改：只写不同的地方，其余随它（推荐）"),
    ("copy", "抄录全文：以后与它无关"),
)
BREACHES = (
    ("bar", "不予通过"),
    ("hold", "暂缓，核实或放行以前不往下走"),
    ("flag", "提示，由人研究"),
    ("soft", "一般要求（原则上），不符合时提示"),
)


class NewDraftForm(forms.Form):
    """For whom, under which name, and how a scope's own policy begins."""

    scope = forms.ChoiceField(label="为哪个机构拟订")
    title = forms.CharField(label="名称", max_length=80)
    manner = forms.ChoiceField(
        label="怎样起草", choices=MANNERS, initial="extend", widget=forms.RadioSelect
    )

    def __init__(self, scopes: Sequence[tuple[str, str]], *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.fields["scope"].choices = [("", "请选择"), *scopes]  # type: ignore[attr-defined]


class ParametersForm(forms.Form):
    """Value, note and citation of every parameter of a policy."""

    def __init__(self, policy: Policy, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._policy = policy
        for name, parameter in policy.parameters.items():
            initial = _fields_of(parameter)
            self.fields[f"value-{name}"] = _value_field(parameter, initial["value"])
            self.fields[f"note-{name}"] = _text("含义和说明", initial["note"])
            self.fields[f"cite-{name}"] = _text("依据", initial["cite"])

    def rows(self) -> list[dict[str, Any]]:
        """Each parameter with its three fields."""
        return [
            {
                "name": name,
                "parameter": parameter,
                "label": parameter.label or name,
                "value": self[f"value-{name}"],
                "note": self[f"note-{name}"],
                "cite": self[f"cite-{name}"],
            }
            for name, parameter in self._policy.parameters.items()
        ]

    def changes(self) -> dict[str, dict[str, Any]]:
        """Parameter → field → new value, of what differs from the policy.

        Raises:
            Refusal: a value that does not fit its parameter, each named.
        """
        problems: list[Problem] = []
        changes: dict[str, dict[str, Any]] = {}
        for name, parameter in self._policy.parameters.items():
            before = _fields_of(parameter)
            for key, old in before.items():
                new = str(self.data.get(f"{key}-{name}", old)).strip()
                if new == old.strip():
                    continue
                value: Any = new
                if key == "value":
                    try:
                        value = _value(self._policy, name, parameter, new)
                    except Refusal as refusal:
                        problems.extend(refusal.problems)
                        continue
                changes.setdefault(name, {})[key] = value
        if problems:
            raise Refusal(problems)
        return changes


class RuleForm(forms.Form):
    """One rule of criteria: by choice of fact, comparison and value, or as an expression.

    Which of its fields are needed depends on the way of writing; `as_fields` says what is missing.
    """

    use_required_attribute = False

    label = forms.CharField(label="名称", max_length=60, help_text="几个字，如“年龄”。")
    manner = forms.ChoiceField(
        label="怎样写",
        choices=(("simple", "选一个事实来比较"), ("free", "写表达式")),
        initial="simple",
        widget=forms.RadioSelect,
    )
    fact = forms.ChoiceField(label="事实")
    comparison = forms.ChoiceField(label="比较", choices=COMPARISONS)
    value = forms.CharField(
        label="值",
        max_length=200,
        help_text="数、文字或日期；也可以写参数，如 $oldest。多个值用顿号分开。",
    )
    rule = forms.CharField(
        label="表达式",
        max_length=2000,
        widget=forms.Textarea({"rows": 3, "spellcheck": "false"}),
        help_text="如：年龄 <= 45 AND 学历 >= '大学专科'",
    )
    when = forms.CharField(
        label="适用情形",
        max_length=2000,
        required=False,
        help_text="表达式；只对符合它的人适用，如：拟任职务层次 = '乡科级正职'",
    )
    breach = forms.ChoiceField(label="不符合时", choices=BREACHES, widget=forms.RadioSelect)
    cite = forms.CharField(label="依据", max_length=200, required=False)
    note = forms.CharField(label="说明", max_length=300, required=False)

    def __init__(
        self, criteria: Criteria, rule: Rule | None, *arguments: Any, **named: Any
    ) -> None:
        named["initial"] = _initial(rule, criteria.names)
        super().__init__(*arguments, **named)
        self._names = criteria.names
        self.fields["fact"].choices = _facts(criteria)  # type: ignore[attr-defined]

    def as_fields(self, before: Rule | None) -> dict[str, Any]:
        """What the rule shall say in the file.

        Raises:
            Refusal: something is missing or does not fit.
        """
        given = {name: str(self.data.get(name, "")).strip() for name in self.fields}
        if not given["label"]:
            raise Refusal(Problem("规则", "名称", "", "没有写名称。", "请写几个字的名称。"))
        if given["manner"] == "free":
            rule = given["rule"]
            if not rule:
                raise Refusal(Problem("规则", "表达式", "", "没有写表达式。", "请写上条件。"))
        else:
            chosen = SimpleRule(given["fact"], given["comparison"], given["value"])
            rule = expression_of(chosen, self._names)
        is_soft = given["breach"] == "soft"
        fields: dict[str, Any] = {"label": given["label"], "rule": rule}
        # What an inherited rule says has to be overwritten; what nobody says is left out.
        for key in ("when", "cite", "note"):
            had = str(getattr(before, key)) if before else ""
            if given[key] or had:
                fields[key] = given[key]
        if is_soft or (before is not None and before.soft):
            fields["soft"] = is_soft
        breach = "flag" if is_soft else given["breach"] or Verdict.BAR.value
        if not is_soft and (breach != Verdict.BAR or before is not None):
            fields["else"] = breach
        return fields


class TextForm(forms.Form):
    """The whole text of a policy file."""

    text = forms.CharField(
        label="制度文本（YAML）",
        strip=False,
        max_length=LARGEST_FILE,
        widget=forms.Textarea(
            {"rows": 30, "spellcheck": "false", "wrap": "off", "autocomplete": "off"}
        ),
    )


class GiveUpForm(forms.Form):
    """Why a draft is put aside."""

    reason = forms.CharField(label="理由", max_length=200)


def _fields_of(parameter: Parameter) -> dict[str, str]:
    return {
        "value": shown_in_field(parameter),
        "note": parameter.note,
        "cite": parameter.cite,
    }


def shown_in_field(parameter: Parameter) -> str:
    """A parameter's value as one types it."""
    value = parameters.written(parameter.value)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    return "、".join(map(str, value)) if isinstance(value, list) else str(value)


def _value(policy: Policy, name: str, parameter: Parameter, text: str) -> Any:
    if not text:
        return None
    # Asked as if it were open: its kind and bounds count here, not what the source fixes.
    asked = parameter.model_copy(update={"value": None, "type": parameter.kind.value})
    opened = policy.model_copy(update={"parameters": {name: asked}})
    return parameters.with_parameters(opened, {name: text}).parameters[name].value


def _value_field(parameter: Parameter, initial: str) -> forms.Field:
    if parameter.choices:
        listed = [(str(parameters.written(one)), str(one)) for one in parameter.choices]
        return forms.ChoiceField(
            label="值", choices=[("", "待定"), *listed], required=False, initial=initial
        )
    placeholder = "待定" if parameter.is_open else ""
    return forms.CharField(
        label="值",
        required=False,
        max_length=400,
        initial=initial,
        widget=forms.TextInput({"autocomplete": "off", "size": 10, "placeholder": placeholder}),
    )


def _text(label: str, initial: str) -> forms.Field:
    return forms.CharField(
        label=label, required=False, max_length=300, initial=initial,
        widget=forms.TextInput({"autocomplete": "off"}),
    )  # fmt: skip


def _initial(rule: Rule | None, names: Mapping[str, ValueType]) -> dict[str, Any]:
    if rule is None:
        return {"manner": "simple", "breach": "bar", "comparison": ">="}
    initial = {
        "label": rule.label,
        "rule": rule.rule,
        "when": rule.when,
        "breach": "soft" if rule.soft else rule.otherwise.value,
        "cite": rule.cite,
        "note": rule.note,
        "manner": "free",
    }
    chosen = simple(rule.rule)
    if chosen is not None and chosen.name in names:
        initial |= {
            "manner": "simple",
            "fact": chosen.name,
            "comparison": chosen.comparison,
            "value": chosen.value,
        }
    return initial


def _facts(criteria: Criteria) -> list[Any]:
    """The values a rule may name, by their groups."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for name in criteria.values:
        groups.setdefault("办理时填写的情况", []).append((name, name))
    if criteria.of != "case":
        for name, fact in facts_of(criteria.of).items():
            unit = f"（{fact.unit}）" if fact.unit else ""
            groups.setdefault(fact.group or "其他", []).append((name, f"{name}{unit}"))
    return [("", "请选择"), *((group, listed) for group, listed in groups.items())]
