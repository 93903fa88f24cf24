"""Persistence: tables, queries, migrations, vault."""
