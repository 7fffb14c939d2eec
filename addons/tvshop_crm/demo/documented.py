"""The customers whose numbers the README names, for trying things out."""

from typing import NamedTuple


class Documented(NamedTuple):
    """`orders` in the past year; `latest` is the state of the newest; `todo_days` from today."""

    name: str
    grade: str
    numbers: tuple
    province: str
    city: str
    orders: int
    latest: str = ""
    todo: str = ""
    todo_days: int = 0


DOCUMENTED = (
    Documented("王秀英", "钻石", ("13800000001", "010-65880001"), "北京", "朝阳区", 9),
    Documented("李建国", "金卡", ("13800000002",), "北京", "海淀区", 28),
    Documented(
        "张桂兰", "银卡", ("13800000003",), "北京", "西城区", 4,
        todo="回电确认破壁机换货地址", todo_days=-3,
    ),
    Documented("刘志强", "普通", ("13800000004",), "北京", "丰台区", 2, "shipped"),
    Documented("陈淑珍", "普通", ("13800000005",), "北京", "东城区", 3, "returned"),
    Documented(
        "杨海涛", "银卡", ("13800000006", "13900000006", "021-62880006"), "上海", "浦东新区", 5,
        todo="发货前提醒客户准备现金", todo_days=1,
    ),
    Documented("赵雪梅", "普通", ("13800000007",), "北京", "通州区", 0),
    Documented("周德胜", "金卡", ("13800000008",), "北京", "石景山区", 7),
    Documented("吴玉兰", "普通", ("13800000008",), "北京", "石景山区", 1),
)  # fmt: skip
