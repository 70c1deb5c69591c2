"""The reads of the registry that pages, facts and documents share."""

from xuanxian.registry.queries.dossiers import read_dossier, read_dossiers

__all__ = ["read_dossier", "read_dossiers"]
