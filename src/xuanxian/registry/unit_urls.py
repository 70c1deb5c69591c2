"""The addresses of units and posts."""

from django.urls import path

from xuanxian.registry.views import unit_changes, units

app_name = "units"
urlpatterns = [
    path("", units.tree, name="tree"),
    path("new/", unit_changes.enter_unit, name="enter"),
    path("establishment/", units.establishment, name="establishment"),
    path("vacancies/", units.vacant_posts, name="vacancies"),
    path("<uuid:unit_id>/", units.unit, name="unit"),
    path("<uuid:unit_id>/correct/", unit_changes.correct_unit, name="correct"),
    path("<uuid:unit_id>/posts/new/", unit_changes.enter_post, name="enter_post"),
    path(
        "<uuid:unit_id>/establishment/new/",
        unit_changes.approve_establishment,
        name="approve_establishment",
    ),
    path("posts/<uuid:post_id>/", units.post, name="post"),
    path("posts/<uuid:post_id>/correct/", unit_changes.correct_post, name="correct_post"),
]
