"""Signing in and out, one's own password, and the disclosure of masked fields."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from xuanxian.access import services
from xuanxian.access.middleware import open_with_first_password
from xuanxian.access.permissions import SignedInRequest, needs
from xuanxian.kernel.errors import Refusal
from xuanxian.web.forms import OwnPasswordForm, SignInForm


@method_decorator(login_not_required, name="dispatch")
class SignInView(LoginView):
    """登录. Five wrong passwords lock the account for an hour (django-axes)."""

    template_name = "web/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True


sign_in = SignInView.as_view()
sign_out = open_with_first_password(
    needs("access.change_own_password")(LogoutView.as_view(next_page="/sign-in/"))
)


@open_with_first_password
@needs("access.change_own_password")
@never_cache
@sensitive_post_parameters()
def password(request: SignedInRequest) -> HttpResponse:
    """修改密码."""
    form = OwnPasswordForm(request.user, request.POST or None)
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            services.set_password(
                request.user, form.cleaned_data["new"], actor=request.user.acting_as()
            )
        except Refusal as fault:
            refusal = fault
        else:
            update_session_auth_hash(request, request.user)
            messages.success(request, "密码已修改，下次登录请用新密码。")
            return redirect("desk")
    return render(request, "web/password.html", {"form": form, "refusal": refusal})


@needs("web.view_desk")
@require_POST
@never_cache
def reveal(request: SignedInRequest) -> HttpResponse:
    """The plain value of one masked field, as a fragment or, without script, as a page."""
    asked = {key: request.POST.get(key, "") for key in ("subject_kind", "subject", "field")}
    value = services.reveal(request.user, **asked, purpose=request.POST.get("purpose", ""))
    template = "web/revealed_value.html" if getattr(request, "htmx", None) else "web/revealed.html"
    return render(request, template, {"value": value, "field": asked["field"]})
