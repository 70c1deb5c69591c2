"""Statistics, indices, matching and forecast. So far only its policy kinds."""
