"""Reserve pools, targets, training, mentors and postings. So far only its policy kinds."""
