"""A round (批次) and its stages, from motion to the end of probation."""
