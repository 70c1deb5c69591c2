"""The addresses of policies. Ids of policies hold slashes, so they come last."""

from django.urls import path

from xuanxian.policy.views import (
    adopting,
    calendar,
    conflicts,
    drafts,
    editing,
    people,
    reading,
    rehearsing,
    simulating,
    texts,
)

app_name = "policies"
urlpatterns = [
    path("", reading.policies, name="list"),
    path("calendar/", calendar.calendar, name="calendar"),
    path("conflicts/", conflicts.conflicts, name="conflicts"),
    path("conflicts/decide/", conflicts.decide, name="decide-conflict"),
    path("version/<uuid:adoption_id>/", reading.version, name="version"),
    path("version/<uuid:adoption_id>/end/", adopting.end, name="end"),
    path("version/<uuid:adoption_id>/text/", texts.version_text, name="version-text"),
    path("drafts/", drafts.drafts, name="drafts"),
    path("drafts/of/<path:policy_id>/", drafts.begin, name="begin-draft"),
    path("drafts/<uuid:draft_id>/", editing.draft, name="draft"),
    path("drafts/<uuid:draft_id>/parameters/", editing.save_parameters, name="draft-parameters"),
    path("drafts/<uuid:draft_id>/yaml/", editing.save_text, name="draft-yaml"),
    path(
        "drafts/<uuid:draft_id>/rules/<str:instrument_id>/<str:rule_id>/",
        editing.rule,
        name="draft-rule",
    ),
    path(
        "drafts/<uuid:draft_id>/rules/<str:instrument_id>/<str:rule_id>/drop/",
        editing.drop_rule,
        name="drop-rule",
    ),
    path("drafts/<uuid:draft_id>/text/", drafts.text, name="draft-text"),
    path("drafts/<uuid:draft_id>/adopt/", adopting.adopt_draft, name="adopt-draft"),
    path("drafts/<uuid:draft_id>/give-up/", drafts.give_up, name="give-up-draft"),
    path("drafts/<uuid:draft_id>/<int:number>/", drafts.version, name="draft-version"),
    path("drafts/<uuid:draft_id>/<int:number>/restore/", drafts.restore, name="restore-draft"),
    path("adopt/<path:policy_id>/", adopting.adopt, name="adopt"),
    path("people/<path:policy_id>/", people.people, name="people"),
    path("simulate/<path:policy_id>/", simulating.simulate, name="simulate"),
    path("rehearse/<path:policy_id>/", rehearsing.rehearse, name="rehearse"),
    path("text/<path:policy_id>/", texts.text, name="text"),
    path("compare/<path:policy_id>/", texts.compare, name="compare"),
    path("of/<path:policy_id>/", reading.policy, name="policy"),
]
