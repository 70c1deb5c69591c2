"""What every room stands on: time, dates, names, errors. Knows no room."""
