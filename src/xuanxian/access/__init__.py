"""Accounts, roles, management scope, purposes of reading, and who may do what."""
