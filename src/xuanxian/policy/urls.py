"""The addresses of policies. Ids of policies hold slashes, so they come last."""

from django.urls import path

from xuanxian.policy.views import adopting, conflicts, people, reading, rehearsing, simulating

app_name = "policies"
urlpatterns = [
    path("", reading.policies, name="list"),
    path("conflicts/", conflicts.conflicts, name="conflicts"),
    path("conflicts/decide/", conflicts.decide, name="decide-conflict"),
    path("version/<uuid:adoption_id>/", reading.version, name="version"),
    path("version/<uuid:adoption_id>/end/", adopting.end, name="end"),
    path("adopt/<path:policy_id>/", adopting.adopt, name="adopt"),
    path("people/<path:policy_id>/", people.people, name="people"),
    path("simulate/<path:policy_id>/", simulating.simulate, name="simulate"),
    path("rehearse/<path:policy_id>/", rehearsing.rehearse, name="rehearse"),
    path("of/<path:policy_id>/", reading.policy, name="policy"),
]
