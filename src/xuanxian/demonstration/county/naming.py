"""Names put together from characters; whoever bears one of them does so by chance."""

from random import Random

_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎"
    "余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
_COMPOUND = ("欧阳", "上官", "司马", "诸葛", "皇甫", "公孙")
_MALE_OLDER = "建国军华平明志强伟东海林峰勇刚成祥学忠庆德文武生福兴玉春永宝山光辉民立新宏"
_MALE_YOUNGER = "浩宇博轩晨阳泽凯睿翔鹏飞俊杰昊然子涵嘉晓彬煜恒逸哲楠磊超帆航旭远"
_FEMALE_OLDER = "秀英兰芳玉梅桂霞红丽萍淑华敏艳云凤琴玲春爱香翠莲珍惠文娟静"
_FEMALE_YOUNGER = "婷雪欣怡佳颖思雨梦瑶晓璐倩琳悦菲晨莹蕾子萱嘉雯涵诗语彤宁楠"
_SEPARATE_GENERATIONS = 1981


class Names:
    """Gives every cadre a name of its own, apart from a few namesakes born in other months."""

    def __init__(self) -> None:
        self._given: dict[str, set[int]] = {}

    def for_cadre(self, random: Random, *, is_woman: bool, born: int) -> str:
        """A name for somebody born in month `born`; never twice for the same month of birth."""
        while True:
            name = surname(random) + given_name(random, is_woman=is_woman, year=born // 12)
            months = self._given.setdefault(name, set())
            if born not in months and (not months or random.random() < 0.15):
                months.add(born)
                return name

    def reserve(self, name: str, born: int) -> bool:
        """Take `name` for somebody born in `born`; False when it is taken for that month."""
        months = self._given.setdefault(name, set())
        if born in months:
            return False
        months.add(born)
        return True


def surname(random: Random) -> str:
    """A surname; the common ones are the commonest."""
    if random.random() < 0.006:
        return random.choice(_COMPOUND)
    return _SURNAMES[min(int(random.expovariate(1 / 22)), len(_SURNAMES) - 1)]


def given_name(random: Random, *, is_woman: bool, year: int) -> str:
    """One or two characters in the fashion of the year of birth."""
    if is_woman:
        fashion = _FEMALE_OLDER if year < _SEPARATE_GENERATIONS else _FEMALE_YOUNGER
    else:
        fashion = _MALE_OLDER if year < _SEPARATE_GENERATIONS else _MALE_YOUNGER
    first = random.choice(fashion)
    if random.random() < 0.24:
        return first
    return first + random.choice([character for character in fashion if character != first])
