"""Orders from outside (web shop, chat, an older system): rows of a file into orders.

Pure: no Odoo. What a product, a customer or a channel is called is looked up by the caller.
"""
