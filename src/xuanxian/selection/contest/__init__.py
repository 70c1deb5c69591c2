"""Running a contest, the pure part: drawing lots, reading marks and sheets, recusal."""
