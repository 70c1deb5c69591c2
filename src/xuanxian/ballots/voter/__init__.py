"""The voter's page: no account, no session, no cookie, no log; apart from every other page."""
