"""Policies under work: drafts of a scope's own policy, kept version by version in the store."""
