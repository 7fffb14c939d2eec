"""The shipped forms, read from their data file."""

import ast
import re
from pathlib import Path
from xml.etree import ElementTree

from tvshop_logistics.waybill.form import Form, Mark

DATA = Path(__file__).resolve().parents[3] / "addons/tvshop_logistics/data"


def shipped():
    """{name: Form}"""
    found = {}
    root = ElementTree.parse(DATA / "tvshop_waybill_form_data.xml").getroot()
    for record in root.iter("record"):
        if record.get("model") != "tvshop.waybill.form":
            continue
        fields = {field.get("name"): field for field in record}
        commands = ast.literal_eval(re.sub(r"\s+", " ", fields["mark_ids"].get("eval").strip()))
        marks = tuple(Mark(**{"kind": "text", **vals}) for _create, _id, vals in commands)
        size = (float(fields[name].get("eval")) for name in ("width", "height"))
        found[record.get("id").removeprefix("waybill_form_")] = Form(*size, marks)
    return found
