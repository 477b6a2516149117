"""Chinese names in Latin letters: given names put together from syllables, as they are, and family names.

Given names of two syllables are written as one word, with a hyphen or as two; half of the family names are
written as in Hong Kong, Taiwan or Singapore now and then. `KEPT` are for the tests and nowhere else.
"""

from __future__ import annotations

import random

KEPT = (
    "Zhiyuan Shufen Yaqi Ruiling Weidong Chunhua Yifan Jingwen Xuefeng Meizhen",
    "Shen Fu Xiang Pan Deng Cai Ruan Qiu Tsai Hsieh",
)
"""First and last names that no training text holds."""

ONE = (
    "Wei Ming Xin Hui Jing Li Na Yan Fang Hong Mei Ling Jun Jie Tao Lei Qiang Min Xiu Ying Yu Bo Hao Chen Bin Chao Fei "
    "Gang Hai Hua Juan Kai Kun Liang Lin Ning Peng Ping Qi Qing Rui Shan Shu Ting Tian Xia Xue Yang Yi Yong Yun Zhen Zhi"
).split()

_BEFORE = (
    "Ai An Bao Bing Chang Chao Cheng Chun Cui Da De Dong En Fei Feng Gui Guo Hai Han Hao He Hong Hua Huai Hui Jia Jian Jiao Jie Jin "
    "Jing Jun Kai Ke Lan Le Li Lian Ling Long Lu Man Mei Meng Min Ming Mu Ning Pei Qi Qian Qiao Qing Qiu Rong Rou Ru Rui Ruo Shan "
    "Shao Sheng Shi Shu Shuang Si Song Su Tian Ting Tong Wan Wei Wen Xi Xia Xian Xiang Xiao Xin Xing Xiu Xu Xue Ya Yan Yang Yao Yi "
    "Ying Yong You Yu Yuan Yue Yun Ze Zhen Zheng Zhi Zhong Zhu Zi Zong"
).split()

_AFTER = (
    "an bao bei bin bing bo chang chen cheng chun dan de dong en fang fei fen feng gang guang guo hai han hao he heng hong hua huan "
    "hui jia jian jiao jie jin jing jiang juan jun kai kang kun lan lei li lian liang lin ling long lu mei meng miao min ming na nan "
    "ning pei peng ping qi qian qiang qin qing qiong rong ru rui shan sheng shi shu song tao tian ting tong wei wen xi xia xian xiang "
    "xin xing xiu xu xuan xue ya yan yang yao ye yi yin ying yong yu yuan yue yun ze zhen zheng zhi zhong zhou zhu"
).split()

FAMILY = tuple(
    (
        "Wang Li Zhang Liu Chen Yang Huang Zhao Wu Zhou Xu Sun Ma Zhu Hu Guo He Lin Gao Luo Zheng Liang Xie Tang Han Cao Feng Xiao "
        "Cheng Dong Yuan Yu Jiang Du Ye Wei Su Lu Jia Ding Xue Yan Dai Xia Zhong Tian Ren Fan Fang Shi Yao Tan Liao Zou Xiong Jin Hao "
        "Kong Bai Cui Kang Mao Gu Long Wan Duan Qian Yin Qin Shao Chang Lai Gong Pang Fei Niu Qiao Tao Meng Ouyang Situ Zhuge Shangguan "
        "Cheung Wong Lam Chan Leung Kwok Ng Tsang Yeung Cheng Ho Yip Chow Lau Kwan Tse Mak Chiu Chu Hui Poon Tam Siu Tong Yuen Chiang "
        "Chou Hsu Huang Liao Teo Goh Koh Ong Quek Chua Toh Seah Heng Foo Loh Soh Chew Chia"
    ).split()
)


def _given(count: int) -> tuple[str, ...]:
    random_ = random.Random(19)
    kept = {one.casefold() for one in KEPT[0].split()}
    found = dict.fromkeys(ONE)
    while len(found) < count:
        first, second = random_.choice(_BEFORE), random_.choice(_AFTER)
        sign = random_.choice(("", "", "", "", "-"))
        name = f"{first}{sign}{second.capitalize() if sign and random_.random() < 0.5 else second}"
        if name.replace("-", "").casefold() not in kept:
            found[name] = None
    return tuple(found)


GIVEN = _given(700)
"""Given names, most of them of two syllables."""
