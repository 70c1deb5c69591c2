"""The reads on accounts and on the trail of disclosures."""

from django.db.models import Q, QuerySet

from xuanxian.access.models import Account, Role, SensitiveReading


def accounts(text: str = "", role: str = "") -> QuerySet[Account]:
    """Accounts by sign-in name, those whose name or 姓名 holds `text`, those holding `role`."""
    found = Account.objects.prefetch_related("grants").order_by("username")
    if text := text.strip():
        found = found.filter(Q(username__icontains=text) | Q(full_name__icontains=text))
    if role in Role.values:
        found = found.filter(grants__role=role).distinct()
    return found


def sensitive_readings(text: str = "") -> QuerySet[SensitiveReading]:
    """Disclosures, the latest first; those whose reader, field or purpose holds `text`."""
    found = SensitiveReading.objects.select_related("account").order_by("-read_at", "pk")
    if text := text.strip():
        found = found.filter(
            Q(account__full_name__icontains=text)
            | Q(field__icontains=text)
            | Q(purpose__icontains=text)
            | Q(subject=text)
        )
    return found
