"""Policies as data: files, expressions, adoption, verdicts."""
