from collections import Counter


def number_on(records, parent, vals_list):
    """Give new records of a model the numbers after the last of their parent, also of one batch.

    :param parent: name of the many2one that they are numbered within
    """
    parents = [vals[parent] for vals in vals_list]
    groups = records._read_group([(parent, "in", parents)], [parent], ["number:max"])
    last = Counter({one.id: number for one, number in groups})
    for vals in vals_list:
        last[vals[parent]] += 1
        vals["number"] = last[vals[parent]]
