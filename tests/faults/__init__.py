"""The bot as a process of its own, killed and hindered in every way, and what is left afterwards."""
