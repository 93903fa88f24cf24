"""When things are due: clock times and zones, what was typed, and dates as people say them."""
