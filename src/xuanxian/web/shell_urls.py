"""The addresses of the shell: desk, search, sign-in, system."""

from django.urls import path

from xuanxian.web import views

urlpatterns = [
    path("", views.desk, name="desk"),
    path("search/", views.search, name="search"),
    path("sign-in/", views.sign_in, name="sign_in"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("password/", views.password, name="password"),
    path("reveal/", views.reveal, name="reveal"),
    path("system/", views.about, name="system"),
]
