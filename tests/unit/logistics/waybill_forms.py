"""The shipped forms, read from their data file."""

import ast
import re
from pathlib import Path
from xml.etree import ElementTree

from tvshop_logistics.waybill.form import Form, Mark

DATA = Path(__file__).resolve().parents[3] / "addons/tvshop_logistics/data"
VALUES = {
    "number": "EA100000003CN",
    "order": "S00123",
    "receiver": "欧阳小明",
    "phone": "13800138000",
    "city": "深圳市南山区",
    "address": "广东省深圳市南山区科技园北区朗山路16号华瀚创新园A栋1203室",
    "zip": "518057",
    "products": "智能电饭锅 DF01 × 1；不粘炒锅三件套 CG03 × 2",
    "quantity": "3",
    "weight": "5.20",
    "cod_amount": "1,203.50",
    "cod_capitals": "壹仟贰佰零叁元伍角整",
    "sender": "电视购物有限公司",
    "sender_address": "北京市朝阳区建国路88号",
    "sender_phone": "4008000001",
    "date": "2026-11-23",
    "note": "送货前请先打电话",
}


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
