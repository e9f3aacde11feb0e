"""Faults, made on purpose: real processes are killed, starved and lied to, and a ledger kept outside them tells whether
anything that was promised is missing. `make chaos`; what each proves stands in docs/faults.md.
"""
