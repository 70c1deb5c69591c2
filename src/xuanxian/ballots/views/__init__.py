"""The poll pages of staff, tellers and supervisors."""
