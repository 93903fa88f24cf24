"""The core: what to ask, when, and in what words; pure."""
