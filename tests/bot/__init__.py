"""The composition root: transport, pace, intake, bell, settings, logs, command line."""
