"""What the bot can bear, measured against promises: `make bench`."""
