"""The Telegram shell: one file per conversation."""
