"""Organisations, posts, establishment (编制职数), people and their dossiers."""
