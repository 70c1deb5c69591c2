"""系统 › 账号: accounts and the roles they hold."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from xuanxian.access import queries, services
from xuanxian.access.models import Account, Role, RoleGrant
from xuanxian.access.permissions import SignedInRequest, may, needs
from xuanxian.kernel.errors import Refusal
from xuanxian.registry.models import Organisation
from xuanxian.web.forms import AccountForm, GrantForm

ACCOUNTS_A_PAGE = 50


@needs("access.view_accounts")
@require_safe
def accounts(request: SignedInRequest) -> HttpResponse:
    """Every account with its roles."""
    text, role = request.GET.get("q", ""), request.GET.get("role", "")
    page = Paginator(queries.accounts(text, role), ACCOUNTS_A_PAGE).get_page(
        request.GET.get("page")
    )
    return render(
        request,
        "web/accounts.html",
        {
            "page": page,
            "rows": [(account, _grants_with_units(account)) for account in page],
            "roles": Role.choices,
            "text": text,
            "role": role,
            "may_manage": may(request.user, "access.manage_accounts"),
        },
    )


@needs("access.manage_accounts")
def new_account(request: SignedInRequest) -> HttpResponse:
    """新建账号: shows the first password once."""
    form = AccountForm(request.POST or None)
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            account, password = services.create_account(
                form.cleaned_data["username"],
                form.cleaned_data["full_name"],
                actor=request.user.acting_as(Role.SYSTEM_ADMINISTRATOR),
            )
        except Refusal as fault:
            refusal = fault
        else:
            return _password_page(request, account, password)
    return render(request, "web/new_account.html", {"form": form, "refusal": refusal})


@needs("access.view_accounts")
@require_safe
def account(request: SignedInRequest, account_id: UUID) -> HttpResponse:
    """One account: its roles, and what the administrator may do with it."""
    return _account_page(request, get_object_or_404(Account, pk=account_id))


@needs("access.manage_accounts")
@require_POST
def grant(request: SignedInRequest, account_id: UUID) -> HttpResponse:
    """Grant a role over a unit."""
    found = get_object_or_404(Account, pk=account_id)
    form = GrantForm(request.POST)
    if not form.is_valid():
        return _account_page(request, found, form=form)
    unit = form.cleaned_data["unit"]
    try:
        services.grant_role(
            found,
            form.cleaned_data["role"],
            unit_code=unit.code if unit else "",
            actor=request.user.acting_as(Role.SYSTEM_ADMINISTRATOR),
        )
    except Refusal as refusal:
        return _account_page(request, found, form=form, refusal=refusal)
    messages.success(request, f"已授予{found}角色。")
    return redirect("account", account_id)


@needs("access.manage_accounts")
@require_POST
def revoke(request: SignedInRequest, account_id: UUID, grant_id: int) -> HttpResponse:
    """Take a role back."""
    found = get_object_or_404(RoleGrant, pk=grant_id, account_id=account_id)
    try:
        services.revoke_role(found, actor=request.user.acting_as(Role.SYSTEM_ADMINISTRATOR))
    except Refusal as refusal:
        return _account_page(request, found.account, refusal=refusal)
    messages.success(request, "已收回角色。")
    return redirect("account", account_id)


@needs("access.manage_accounts")
@require_POST
def reset(request: SignedInRequest, account_id: UUID) -> HttpResponse:
    """Make a new first password and show it once."""
    found = get_object_or_404(Account, pk=account_id)
    password = services.reset_password(
        found, actor=request.user.acting_as(Role.SYSTEM_ADMINISTRATOR)
    )
    return _password_page(request, found, password)


@needs("access.manage_accounts")
@require_POST
def switch(request: SignedInRequest, account_id: UUID) -> HttpResponse:
    """Stop an account or let it sign in again."""
    found = get_object_or_404(Account, pk=account_id)
    try:
        services.set_active(
            found,
            not found.is_active,
            actor=request.user.acting_as(Role.SYSTEM_ADMINISTRATOR),
        )
    except Refusal as refusal:
        return _account_page(request, found, refusal=refusal)
    return redirect("account", account_id)


def _account_page(
    request: SignedInRequest,
    found: Account,
    *,
    form: GrantForm | None = None,
    refusal: Refusal | None = None,
) -> HttpResponse:
    return render(
        request,
        "web/account.html",
        {
            "account": found,
            "grants": _grants_with_units(found),
            "form": form or GrantForm(),
            "refusal": refusal,
            "may_manage": may(request.user, "access.manage_accounts"),
            "is_own": found.pk == request.user.pk,
        },
        status=422 if refusal else 200,
    )


def _password_page(request: SignedInRequest, account: Account, password: str) -> HttpResponse:
    response = render(
        request, "web/first_password.html", {"account": account, "password": password}
    )
    response["Cache-Control"] = "no-store"
    return response


def _grants_with_units(account: Account) -> list[tuple[RoleGrant, str]]:
    grants = list(account.grants.all())
    codes = {grant.unit_code for grant in grants if grant.unit_code}
    names = {unit.code: str(unit) for unit in Organisation.objects.filter(code__in=codes)}
    return [
        (grant, names.get(grant.unit_code, grant.unit_code) or "全部单位")
        for grant in sorted(grants, key=lambda grant: (grant.role, grant.unit_code))
    ]
