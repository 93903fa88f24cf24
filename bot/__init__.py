"""Composition root: settings, logging, start-up, intake, sandbox, command line."""
