"""Carriers' feedback: files into rows, rows into events, events into what became of a parcel.

Pure: bytes and the time come as arguments, no Odoo.
"""
