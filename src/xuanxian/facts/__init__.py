"""What is true of a person, post or unit on a date."""
