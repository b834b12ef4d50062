"""Formats of deliveries, a module for each. Every module has `attach`, which makes a delivered table readable.

    attach(connection, table, folder, name) -> Rows

`table` is a naerblik.parameters.sources.DeliveredTable, `folder` the folder of the delivery (for a database not used).
It raises RegisterError, naming file and place and never a value, for what cannot be read.
"""
