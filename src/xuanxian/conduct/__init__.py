"""Daily record, assessment, points, warnings and supervision. So far only its policy kinds."""
