"""Tests of the sandbox: our own Bot API server and its page."""
