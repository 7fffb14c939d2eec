"""Files of rows, CSV or XLSX, that people and other systems bring: reading them, giving rows back.

Pure: bytes in, values out, no Odoo but in `texts`, which puts reasons into words.
"""
