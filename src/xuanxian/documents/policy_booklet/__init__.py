"""A policy as a paper to be adopted: docx and pdf."""
