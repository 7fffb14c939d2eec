"""Which column is which, told by its title, in Chinese or English."""

from ..tables.cells import normal_word
from ..tables.table import Refused

# Titles as they are, then what a title may have in it, in the order in which columns are looked
# for: the first to fit takes the column.
TITLES = {
    "phone": (
        ("phone", "mobile", "tel"),
        ("手机", "手機", "电话", "電話", "联系方式", "聯絡方式", "phone", "mobile"),
    ),
    "address": (("address",), ("地址", "address")),
    "product": (
        ("sku", "货号", "貨號", "product", "code"),
        ("编码", "編碼", "商品代码", "產品代碼", "产品代码", "货号", "貨號", "sku", "product code"),
    ),
    "ref": (
        ("ref", "reference", "单号", "單號"),
        (
            *("订单编号", "訂單編號", "订单号", "訂單號", "外部单号", "原单号", "单号", "單號"),
            *("order ref", "order no", "order id", "order number", "external"),
        ),
    ),
    "qty": (("qty", "件数", "件數"), ("数量", "數量", "quantity", "qty")),
    "price": (("价格", "價格", "price"), ("单价", "單價", "成交价", "price")),
    "payment": (("payment", "paid"), ("付款", "支付", "payment", "paid by")),
    "source": (
        ("channel", "hotline", "spot", "source"),
        ("频道", "頻道", "渠道", "热线", "熱線", "广告", "廣告", "channel", "hotline", "spot"),
    ),
    "note": (("note", "notes", "remark", "remarks"), ("备注", "備註", "留言", "note", "remark")),
    "name": (
        ("name", "customer", "客户", "客戶", "顾客", "顧客"),
        (
            *("收货人", "收貨人", "收件人", "姓名", "买家", "買家", "客户名", "客戶名"),
            *("customer name", "recipient", "receiver"),
        ),
    ),
}
LABELS = {
    "ref": "订单号",
    "name": "姓名",
    "phone": "手机",
    "address": "地址",
    "product": "商品编码",
    "qty": "数量",
    "price": "单价",
    "payment": "付款方式",
    "source": "频道/热线",
    "note": "备注",
}


def find_columns(cells, needed):
    """`{role: place}` in a header line; no column has two roles.

    :raises Refused: column, with the usual title of a needed one that isn't there
    """
    titles = [normal_word(cell) for cell in cells]
    found, taken = {}, set()
    for is_exact in (True, False):
        for role, (names, marks) in TITLES.items():
            if role in found:
                continue
            for place, title in enumerate(titles):
                fits = title in names if is_exact else any(mark in title for mark in marks)
                if place not in taken and fits:
                    found[role] = place
                    taken.add(place)
                    break
    for role in needed:
        if role not in found:
            raise Refused("column", LABELS[role])
    return found
