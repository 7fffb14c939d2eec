"""Brings the company up, watches it and takes it down. Standard library only."""
