"""What the company sells and whom it ships with. Pure data."""

from typing import NamedTuple


class Item(NamedTuple):
    """Prices in yuan (tax included), weight in kg, stock in pieces, popularity as a weight."""

    code: str
    name: str
    category: str
    price: float
    cost: float
    weight: float
    stock: int
    popularity: int


class Carrier(NamedTuple):
    code: str
    name: str
    price: float
    free_over: float


CATEGORIES = {
    "厨房用品": "#E4572E",
    "健康器械": "#17BEBB",
    "珠宝首饰": "#B07BAC",
    "数码通讯": "#2E5EAA",
    "家居床品": "#76B041",
    "美容护理": "#F18F9C",
}

ITEMS = (
    Item("KC1001", "麦饭石不粘炒锅 32厘米", "厨房用品", 299, 96, 2.4, 620, 14),
    Item("KC1002", "电压力锅 6升双胆", "厨房用品", 399, 168, 5.6, 410, 9),
    Item("KC1003", "破壁料理机 静音款", "厨房用品", 699, 298, 4.8, 260, 7),
    Item("KC1004", "德式不锈钢刀具七件套", "厨房用品", 268, 82, 2.1, 540, 8),
    Item("KC1005", "真空保鲜盒十八件套", "厨房用品", 198, 61, 1.9, 730, 10),
    Item("HL2001", "颈椎按摩仪 热敷版", "健康器械", 368, 118, 0.9, 480, 11),
    Item("HL2002", "足浴盆 全自动加热", "健康器械", 459, 187, 4.2, 220, 8),
    Item("HL2003", "臂式电子血压计 语音播报", "健康器械", 239, 88, 0.7, 650, 9),
    Item("HL2004", "可折叠家用跑步机", "健康器械", 1980, 1120, 32.0, 45, 2),
    Item("JW3001", "和田玉平安扣吊坠", "珠宝首饰", 1280, 460, 0.1, 120, 4),
    Item("JW3002", "淡水珍珠项链 8毫米", "珠宝首饰", 598, 190, 0.2, 180, 5),
    Item("JW3003", "925银手镯 福字款", "珠宝首饰", 329, 128, 0.1, 300, 5),
    Item("PH4001", "大字大声老人手机", "数码通讯", 299, 142, 0.3, 560, 9),
    Item("PH4002", "全网通智能手机 256G", "数码通讯", 1999, 1480, 0.5, 90, 3),
    Item("PH4003", "太阳能手摇收音机", "数码通讯", 159, 52, 0.4, 8, 4),
    Item("HM5001", "蚕丝被 春秋款 2米", "家居床品", 799, 310, 2.6, 240, 6),
    Item("HM5002", "乳胶枕 一对装", "家居床品", 369, 134, 2.8, 390, 8),
    Item("HM5003", "纯棉四件套 1.8米床", "家居床品", 259, 98, 2.3, 520, 8),
    Item("BT6001", "玻尿酸面膜 五十片装", "美容护理", 199, 46, 1.4, 860, 10),
    Item("BT6002", "多功能美容仪 礼盒装", "美容护理", 899, 320, 0.8, 0, 3),
)
OUT_OF_STOCK = "BT6002"
LOW_STOCK = "PH4003"

CARRIERS = (
    Carrier("EMS", "EMS特快专递", 22, 0),
    Carrier("POST", "邮局包裹", 12, 0),
    Carrier("COURIER", "送货公司上门", 15, 399),
)
