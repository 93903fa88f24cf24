"""Persistence: tables, transactions, migrations, sealing. Knows the core, and nothing of Telegram."""
