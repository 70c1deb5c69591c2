"""Reading scanned forms: from a file to what is ticked, and what people have to look at."""
