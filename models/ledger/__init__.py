"""One double-entry ledger for every workspace: assets, accounts, transfers, holds."""
