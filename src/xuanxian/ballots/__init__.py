"""Polls, slips, secret and signed ballots, their opening and tally."""
