"""The pages of the shell."""

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from xuanxian.access import search as search_registry
from xuanxian.access import todo
from xuanxian.access.permissions import needs

sign_in = login_not_required(LoginView.as_view(template_name="web/sign_in.html"))
sign_out = needs("web.view_desk")(LogoutView.as_view(next_page="/sign-in/"))


@needs("web.view_desk")
def desk(request: HttpRequest) -> HttpResponse:
    """工作台: what waits for the account."""
    return render(request, "web/desk.html", {"todos": todo.todos_of(request.user)})


@needs("web.search")
def search(request: HttpRequest) -> HttpResponse:
    """One search over everything."""
    text = request.GET.get("q", "")
    return render(
        request,
        "web/search.html",
        {"search_text": text, "groups": search_registry.find(request.user, text)},
    )


@needs("access.change_own_password")
def password(request: HttpRequest) -> HttpResponse:
    return render(request, "web/about.html")


@require_POST
@needs("web.view_desk")
def reveal(request: HttpRequest) -> HttpResponse:
    return HttpResponse("")


@needs("access.view_about")
def about(request: HttpRequest) -> HttpResponse:
    return render(request, "web/about.html")
