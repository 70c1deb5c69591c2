"""From the rows of a round to the plain facts of each stage, one module a stage."""
