"""Paper forms: what is printed, keyed in by two tellers each blind to the other, or scanned."""
