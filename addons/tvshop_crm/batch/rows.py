"""Values of records that Odoo made, and inserting more records with such values."""

from odoo.fields import Command
from odoo.models import LOG_ACCESS_COLUMNS

# Given to one record alone.
NEVER_COPIED = {"id", "access_token", *LOG_ACCESS_COLUMNS}
NOT_COPIED_TYPES = ("one2many", "binary", "properties", "properties_definition")


def stored_vals(record, computed=()):
    """What is stored of `record`, as `insert` takes it.

    :param computed: those fields that Odoo computes after insertion which are taken too; the others
        it computes of the new records
    """
    vals = {}
    for name, field in record._fields.items():
        if not field.store or name in NEVER_COPIED or field.type in NOT_COPIED_TYPES:
            continue
        if field.compute and not field.precompute and name not in computed:
            continue
        value = field.convert_to_write(record[name], record)
        if field.type != "many2many":
            vals[name] = value
        elif record[name]:
            vals[name] = [Command.set(record[name].ids)]
    return vals


def insert(model, vals_list):
    """Insert records with all these values; nothing that is given is computed, nothing defaults.

    The rest of `create` is left out, which made the values in the first place.
    """
    data = []
    for vals in vals_list:
        given = {model._fields[name] for name in vals}
        data.append(
            {
                "stored": vals,
                "inversed": {},
                "inherited": {},
                "protected": {field for field in given if field.compute},
            }
        )
    return model._create(data) if data else model
