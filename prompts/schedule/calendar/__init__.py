"""Calendar files (.ics): text in, values out. `values` alone is light; `read` brings icalendar along."""
