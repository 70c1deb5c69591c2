"""The forms of the registry's pages."""
