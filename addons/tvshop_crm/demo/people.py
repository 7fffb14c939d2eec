"""Names, numbers and addresses of invented people. Pure: randomness comes as an argument."""

from typing import NamedTuple

from phone import Phone


def _words(text):
    return tuple(text.split())


SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任"
    "沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
COMPOUND_SURNAMES = ("欧阳", "上官", "司马", "诸葛", "夏侯", "皇甫")
FEMALE_NAMES = _words(
    "秀英 桂兰 秀兰 玉兰 淑珍 桂英 凤英 丽华 玉梅 秀珍 美玲 丽娟 春梅 桂芳 雪梅 晓燕 海燕 "
    "红梅 丽萍 玉华 淑华 慧敏 静怡 雅婷 雨欣 思颖 佳怡 梦洁 婷婷 晓丽 艳玲 爱华 素芬 月娥 "
    "彩霞 翠花 金凤 惠兰 芳 娟 敏 静 丽 艳 霞 燕 玲 萍 红 梅 琴 洁 莉 颖 倩 岚 琳 雯"
)
MALE_NAMES = _words(
    "建国 建华 志强 国强 志明 建军 永强 德胜 卫东 文革 海涛 晓东 家豪 俊杰 浩然 子轩 宇航 "
    "振华 长江 立新 春生 福生 国庆 学军 忠义 庆丰 宝山 金龙 玉龙 天佑 明辉 伟杰 少华 文斌 "
    "光明 正刚 永福 祥林 伟 强 磊 军 洋 勇 杰 涛 超 明 刚 平 辉 鹏 飞 斌 波 宁 凯 峰"
)

MOBILE_PREFIXES = _words(
    "130 131 132 133 135 136 137 138 139 150 151 152 153 155 156 157 158 159 176 177 178 "
    "180 181 182 183 185 186 187 188 189"
)
AREA_CODES = {
    "010": ("北京", 8), "021": ("上海", 8), "022": ("天津", 8), "023": ("重庆", 8),
    "020": ("广州市", 8), "0755": ("深圳市", 8), "0757": ("佛山市", 8), "024": ("沈阳市", 8),
    "025": ("南京市", 8), "0512": ("苏州市", 8), "027": ("武汉市", 8), "028": ("成都市", 8),
    "029": ("西安市", 8), "0571": ("杭州市", 8), "0574": ("宁波市", 8), "0531": ("济南市", 8),
    "0532": ("青岛市", 8), "0371": ("郑州市", 8), "0311": ("石家庄市", 8), "0731": ("长沙市", 8),
    "0591": ("福州市", 8), "0551": ("合肥市", 8), "0411": ("大连市", 8), "0431": ("长春市", 8),
    "0451": ("哈尔滨市", 8), "0871": ("昆明市", 8), "0351": ("太原市", 7), "0791": ("南昌市", 8),
    "0771": ("南宁市", 7), "0851": ("贵阳市", 8), "0931": ("兰州市", 7), "0471": ("呼和浩特市", 7),
}  # fmt: skip

ROADS = _words(
    "人民路 解放路 中山路 建设路 和平路 新华路 文化路 胜利路 光明路 长江路 黄河路 友谊路 "
    "朝阳路 幸福路 育才路 健康路 青年路 东风路 北京路 南京路 滨河路 环城路 学府路 "
    "迎宾大道 世纪大道 民主街 前进街 红旗街 花园街 工农街 西大街 东大街 桃园街 公园路 "
    "站前路"
)
ESTATES = _words(
    "阳光花园 锦绣家园 幸福里 紫荆花园 金色家园 丽景苑 翠湖苑 和谐家园 龙泉小区 东方明珠 "
    "华府名邸 碧水湾 万福小区 安居苑 桂花苑 银杏小区 世纪新城 书香门第 梧桐苑 祥和小区"
)


class Address(NamedTuple):
    """A city record's id, its state's id, its postcode and the line below it."""

    city_id: int
    state_id: int
    zip: str
    street: str


def person(rng):
    """A pair of full name and whether it is a woman's: 62% are, as TV shopping has it."""
    is_female = rng.random() < 0.62
    # The list is by frequency, so the square draws the common surnames more often.
    surname = SURNAMES[int(len(SURNAMES) * rng.random() ** 2)]
    if rng.random() < 0.01:
        surname = rng.choice(COMPOUND_SURNAMES)
    return surname + rng.choice(FEMALE_NAMES if is_female else MALE_NAMES), is_female


def street(rng):
    line = f"{rng.choice(ROADS)}{rng.randint(1, 399)}号"
    if rng.random() < 0.75:
        line += f"{rng.choice(ESTATES)}{rng.randint(1, 28)}栋{rng.randint(1, 6)}单元"
        line += f"{rng.randint(1, 26)}{rng.randint(1, 4):02d}室"
    return line


class Numbers:
    """Mobile and landline numbers that are never given out twice, with the place they belong to."""

    def __init__(self, rng):
        self._rng = rng
        self._taken = set()
        self._places = Phone()

    def mobile(self):
        """A mobile number whose prefix was allotted to some city: `(number, province, city)`."""
        while True:
            number = self._rng.choice(MOBILE_PREFIXES) + f"{self._rng.randrange(10**8):08d}"
            place = self._places.find(number)
            # 1380000xxxx is kept for the documented customers.
            if place and number not in self._taken and not number.startswith("1380000"):
                self._taken.add(number)
                return number, place["province"], place["city"]

    def landline(self, city_name=""):
        """A landline, of the city when its area code is listed: `(number, city)`."""
        codes = [code for code, (city, _n) in AREA_CODES.items() if city_name.startswith(city)]
        code = self._rng.choice(codes or list(AREA_CODES))
        city, digits = AREA_CODES[code]
        while True:
            local = str(self._rng.randint(2, 8)) + "".join(
                str(self._rng.randrange(10)) for _digit in range(digits - 1)
            )
            if (number := f"{code}-{local}") not in self._taken:
                self._taken.add(number)
                return number, city


class Places:
    """Picks an address in the divisions that exist, close to where a number comes from.

    :param rows: `(city_id, name, state_id, state_name, zip)` of every division
    """

    def __init__(self, rng, rows):
        self._rng = rng
        self._rows = rows
        self._by_place = {}

    def near(self, province, city):
        key = (province, city)
        if key not in self._by_place:
            in_state = [row for row in self._rows if row[3].startswith(province)]
            in_city = [row for row in in_state if row[1].startswith(city)]
            self._by_place[key] = in_city or in_state or self._rows
        city_id, _name, state_id, _state, postcode = self._rng.choice(self._by_place[key])
        return Address(city_id, state_id, postcode, street(self._rng))
