"""Accounts with a role each, and clients that are signed in as them."""

from collections.abc import Callable

import pytest
from django.test import Client

from xuanxian.access.models import Account, Role, RoleGrant

PASSWORD = "一个够长的口令"


@pytest.fixture
def account_with(db: None) -> Callable[..., Account]:
    """Makes an account with these roles, over every unit."""

    def make(*roles: Role, username: str = "someone", full_name: str = "周某某") -> Account:
        account = Account.objects.create_user(username, password=PASSWORD, full_name=full_name)
        for role in roles:
            RoleGrant.objects.create(account=account, role=role)
        return account

    return make


@pytest.fixture
def client_of(account_with: Callable[..., Account]) -> Callable[..., Client]:
    """Signs in an account made with these roles."""

    def sign_in(*roles: Role, username: str = "someone") -> Client:
        client = Client()
        client.force_login(
            account_with(*roles, username=username),
            backend="django.contrib.auth.backends.ModelBackend",
        )
        return client

    return sign_in
