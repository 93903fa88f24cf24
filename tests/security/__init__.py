"""Attacks on a running bot, each of which has to fail."""
