"""Registers: what each delivers (contracts), whether its rows keep their promises, and snapshots written once."""
