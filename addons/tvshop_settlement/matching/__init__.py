"""Carriers' remittances: files into lines, contracts into fees, lines against what is due.

Pure: values in, values out; money is integer cents inside. No Odoo.
"""
