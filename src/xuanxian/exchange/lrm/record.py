"""The one record of a .lrm file: which cell stands at which place.

Every field stands in ASCII quotes, fields are parted by `","`, and a value may hold line breaks.
`#` parts the diploma from the degree, `@` parts full-time from in-service education and one
relative from the next.
"""

FIELDS: dict[int, str] = {
    0: "XingMing",
    1: "XingBie",
    2: "ChuShengNianYue",
    3: "MinZu",
    4: "JiGuan",
    5: "RuDangShiJian",
    6: "JianKangZhuangKuang",
    7: "ChuShengDi",
    8: "CanJiaGongZuoShiJian",
    11: "ZhuanYeJiShuZhiWu",
    16: "ShuXiZhuanYeYouHeZhuanChang",
    17: "JianLi",
    18: "JiangChengQingKuang",
    19: "NianDuKaoHeJieGuo",
    25: "XianRenZhiWu",
    26: "NiRenZhiWu",
    27: "NiMianZhiWu",
    28: "RenMianLiYou",
    29: "ChengBaoDanWei",
    30: "JiSuanNianLingShiJian",
    31: "TianBiaoRen",
    32: "TianBiaoShiJian",
}
"""Place in the record → cell; 12 to 15 are read by no known program."""

DIPLOMAS, SCHOOLS = 9, 10
FIRST_RELATIVE_FIELD = 20
LENGTH = 33
ENCODING = "gb18030"
"""A superset of GB2312 and GBK; what the older editor cannot show is told when writing."""
