"""全程纪实: the append-only record every step leaves, its proofs and its verifier."""
