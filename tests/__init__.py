"""Afterhour's tests; they mirror the packages."""
