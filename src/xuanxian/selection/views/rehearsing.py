"""整案推演: a whole case carried through a procedure, day by day. Nothing is stored."""

from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render

from xuanxian.access.permissions import SignedInRequest, needs
from xuanxian.kernel.errors import Refusal
from xuanxian.policy import catalogue, parameters
from xuanxian.policy.outcome import Outcome, Verdict
from xuanxian.policy.schema import Policy
from xuanxian.selection import rehearsal
from xuanxian.selection.rehearsal import Scenario
from xuanxian.selection.rules import Rules

_PREFIX = "set-"


class ScenarioForm(forms.Form):
    """Which scenario, under which policy."""

    scenario = forms.ChoiceField(label="情景", required=False)
    file = forms.FileField(
        label="或上传情景文件", required=False, help_text="YAML 文件，写法见下载的示例。"
    )
    policy = forms.ChoiceField(label="按哪个制度推演", required=False)

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        stems = sorted(path.stem for path in rehearsal.scenarios_folder().glob("*.yaml"))
        self.fields["scenario"].choices = [(stem, stem) for stem in stems]  # type: ignore[attr-defined]
        self.fields["policy"].choices = [("", "情景里写的制度"), *_procedures()]  # type: ignore[attr-defined]

    def given(self) -> Scenario:
        """The scenario chosen or uploaded.

        Raises:
            Refusal: it does not fit.
        """
        upload = self.cleaned_data["file"]
        if upload:
            return rehearsal.parse_scenario(
                upload.read(rehearsal.LARGEST_FILE + 1), where=upload.name
            )
        chosen = self.cleaned_data["scenario"] or self.fields["scenario"].choices[0][0]  # type: ignore[attr-defined]
        return rehearsal.read_scenario(rehearsal.scenarios_folder() / f"{chosen}.yaml")


@needs("policy.rehearse_policy")
def rehearse(request: SignedInRequest) -> HttpResponse:
    """Choose a scenario and a policy, set what is open, see every day of the case."""
    form = ScenarioForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        try:
            scenario = form.given()
            policy = catalogue.load(form.cleaned_data["policy"] or scenario.policy)
            given = {**scenario.parameters, **_settings(request)}
            known = {name: value for name, value in given.items() if name in policy.parameters}
            context["open"] = _open(policy, known)
            adopted = parameters.with_parameters(policy, known)
            parameters.refuse_open(adopted)
            result = rehearsal.rehearse(scenario, Rules.of_policy(adopted))
            context["result"] = result
            context["days"] = [(line, _in_the_way(line.outcome)) for line in result.timeline]
            context["policy"] = policy
        except Refusal as refusal:
            context["refusal"] = refusal
    return render(request, "selection/rehearse.html", context)


@needs("policy.rehearse_policy")
def example(request: SignedInRequest, name: str) -> HttpResponse:  # noqa: ARG001  (views take it)
    """One of the scenarios that come with the program, to be changed and uploaded again."""
    known = {path.stem: path for path in rehearsal.scenarios_folder().glob("*.yaml")}
    if name not in known:
        raise Http404
    response = HttpResponse(
        known[name].read_bytes(), content_type="application/yaml; charset=utf-8"
    )
    response["Content-Disposition"] = 'attachment; filename="scenario.yaml"'
    return response


def _in_the_way(outcome: Outcome | None) -> Outcome | None:
    """The reasons that do not pass; None where all do."""
    reasons = (
        [each for each in outcome.reasons if each.verdict is not Verdict.PASS] if outcome else []
    )
    return Outcome.of(reasons) if reasons else None


def _procedures() -> list[tuple[str, str]]:
    found = []
    for policy_id in catalogue.policy_ids():
        try:
            policy = catalogue.load(policy_id)
        except Refusal:
            continue
        if policy.of_kind("procedure"):
            found.append((policy_id, f"{policy.title}（{policy.place}）"))
    return found


def _settings(request: SignedInRequest) -> dict[str, str]:
    return {
        name.removeprefix(_PREFIX): str(value).strip()
        for name, value in request.POST.items()
        if name.startswith(_PREFIX) and str(value).strip()
    }


def _open(policy: Policy, given: dict[str, Any]) -> list[dict[str, Any]]:
    """The parameters that the source leaves open, with what was given for them."""
    return [
        {
            "name": name,
            "label": policy.parameters[name].label or name,
            "unit": policy.parameters[name].unit,
            "value": given.get(name, ""),
            "choices": [str(choice) for choice in policy.parameters[name].choices],
        }
        for name in policy.open_parameters
    ]
