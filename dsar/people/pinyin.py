"""Chinese given names in Latin letters, told by their syllables: two of those that names are put together from.

No list holds them all, and a name model misses more of them than of any other origin's. Words of English, and
places and firms that are spelt like that, are left out.
"""

from __future__ import annotations

import re

from dsar.people import lists

_FIRST = (
    "ai an bao bin bing bo chang chao chen cheng chun cui da dan de dong en fang fei feng fu gang guang gui guo hai han hao he hong hua"
    " huai huan hui jia jian jiang jiao jie jin jing ju juan jun kai kang ke kun lan le lei li lian liang lin ling long lu man mei"
    " meng miao min ming mu na nan ni ning pei peng ping pu qi qian qiang qiao qin qing qiong qiu rong rou ru rui run ruo sen shan"
    " shang shao sheng shi shu shuang shun si song su tai tao tian ting tong wan wei wen wu xi xia xian xiang xiao xin xing xiong xiu"
    " xu xuan xue xun ya yan yang yao ye yi yin ying yong you yu yuan yue yun ze zhan zhao zhen zheng zhi zhong zhou zhu zhuo zi zong zu"
    " chuan fen guan heng kuan lai nian nuo ran tang teng wang yin zeng"
).split()
_SYLLABLES = "|".join(sorted(_FIRST, key=len, reverse=True))
_GIVEN = re.compile(rf"(?:{_SYLLABLES}){{2}}")
_OTHER = frozenset(
    (
        "beijing tianjin nanjing nanning guangxi guangdong jiangsu jiangxi shanxi shaanxi shandong shanghai hainan"
        " hunan henan hubei yunnan sichuan dalian taiwan xinjiang xian wuhan qinghai ningbo xiamen fujian guilin"
        " huawei weibo xinhua xiaomi sushi dongle hanging banning manning anning lining wanda linda wenda danang"
        " hyundai taipei kunming jinan fuxin yuan renminbi bingo jujuan ginseng"
    ).split()
)
SURNAMES = frozenset(
    (
        "wang li zhang liu chen yang huang zhao wu zhou xu sun ma zhu hu guo he lin gao luo zheng liang xie tang han"
        " cao feng xiao cheng dong yuan yu jiang du ye wei su lu jia ding xue yan dai xia zhong tian ren fan fang"
        " shi yao tan liao zou xiong jin hao kong bai cui kang mao gu long wan duan qian yin qin shao lai gong pang"
        " niu qiao tao meng ouyang situ shen fu xiang pan deng cai ruan qiu zeng peng lü lv jiang cheung wong lam"
        " chan leung kwok ng tsang yeung ho yip chow lau kwan tse mak chiu tsai hsieh hsu chou teo goh koh ong chua"
    ).split()
)
"""Family names that may stand before a given name."""


def is_given(word: str) -> bool:
    """Whether a word is spelt as a Chinese given name of two syllables, and is no other word that is known.

    Words of four letters are many other things: they count beside a family name only, for which
    `dsar.people.given` looks.
    """
    return len(word) > 4 and is_spelt(word)


def is_spelt(word: str) -> bool:
    """Whether a word is put together from two such syllables, however short."""
    key = word.casefold()
    known = key in _OTHER or key in lists.plain_words()
    return len(key) > 3 and not known and _GIVEN.fullmatch(key) is not None
