"""Names of many origins for generated text, one part in twelve kept away for the tests.

The lists of Faker (MIT licence) in Latin script, and short lists of the project's own for origins
that Faker lacks in Latin letters. A name's two parts come from one origin four times in five.
"""

from __future__ import annotations

import random
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib import import_module

from tests.bench.train import pinyin
from tests.bench.train.corpora import portion
from tests.bench.train.invented import invented

LOCALES = (
    "en_GB en_IE en_US en_NZ en_IN en_KE en_NG en_PK ga_IE de_DE de_AT de_CH fr_FR fr_BE fr_CA es_ES es_MX "
    "it_IT pt_PT pt_BR nl_NL nl_BE sv_SE no_NO da_DK fi_FI is_IS et_EE lt_LT lv_LV pl_PL cs_CZ sk_SK hu_HU "
    "ro_RO hr_HR sl_SI tr_TR az_AZ uz_UZ id_ID vi_VN ha_NG ig_NG yo_NG tw_GH zu_ZA sw"
).split()

_OWN = {
    "Chinese": (
        " ".join(pinyin.GIVEN),
        " ".join(pinyin.FAMILY),
    ),
    "Japanese": (
        "Haruto Yuki Sora Hinata Ren Yui Aoi Sakura Hana Mio Takashi Hiroshi Kenji Akira Satoshi Naoko Keiko Yoko "
        "Kazuo Michiko Daisuke Shinji Tomoko Emi Rei Kaito Riku",
        "Sato Suzuki Takahashi Tanaka Watanabe Ito Yamamoto Nakamura Kobayashi Kato Yoshida Yamada Sasaki "
        "Yamaguchi Matsumoto Inoue Kimura Hayashi Shimizu Mori Abe Ikeda Hashimoto Ogawa",
    ),
    "Korean": (
        "Min-jun Seo-yeon Ji-hoon Ha-eun Do-yun Su-bin Ji-woo Hyun-woo Eun-ji Young-ho Sung-min Jae-hyun Soo-jin "
        "Minho Jisoo Hyejin Seojun Dohyun Yuna Taeyang",
        "Kim Lee Park Choi Jung Kang Cho Yoon Jang Lim Han Oh Seo Shin Kwon Hwang Ahn Song Ryu Hong",
    ),
    "South Asian": (
        "Aarav Vivaan Aditya Arjun Rohan Ishaan Kabir Ananya Diya Priya Kavya Meera Lakshmi Sunita Deepa Rajesh "
        "Suresh Harpreet Gurpreet Manjit Jaspreet Simran Baljit Amandeep Ayesha Fatima Zainab Imran Tariq Bilal "
        "Usman Nusrat Farhana Shahid Thilini Nimal Kasun Dilshan Tharindu Sanduni Bishnu Sushila",
        "Patel Sharma Singh Kaur Gupta Mehta Shah Desai Reddy Rao Nair Menon Iyer Banerjee Mukherjee Chatterjee "
        "Das Ghosh Khan Ahmed Hussain Malik Iqbal Chaudhry Begum Rahman Islam Hossain Gill Dhillon Sandhu Bains "
        "Perera Fernando Silva Jayawardena Wickramasinghe Gurung Thapa Rai Shrestha Subramaniam Venkataraman",
    ),
    "Arabic": (
        "Mohammed Ahmad Omar Ali Hassan Hussein Khalid Youssef Ibrahim Mustafa Abdullah Karim Samir Tarek Walid "
        "Nadia Layla Amina Salma Mariam Noor Rania Hala Zahra Huda Samira Yasmin Dalia Reem Abdul-Rahman",
        "Haddad Khoury Nasser Saleh Mansour Hamdan Farouk El-Sayed Al-Rashid Al-Masri Bin-Laith Ben-Ali Aziz "
        "Qureshi Shaheen Darwish Najjar Sabbagh Hariri Khalil Zaki Fahmy Barakat Bouazizi Benali El-Amin",
    ),
    "African": (
        "Chinedu Ngozi Adaeze Emeka Ifeoma Olumide Temitope Folake Babatunde Adeola Kwame Kofi Ama Akosua Yaw "
        "Abena Thabo Sipho Nomsa Lerato Zanele Tendai Rudo Farai Chipo Wanjiru Kamau Njeri Otieno Achieng Mwangi "
        "Selam Tesfaye Abebe Mulu Ayaan Hodan Abdi Fowsia Mamadou Aminata Fatou Ousmane",
        "Okafor Okonkwo Nwosu Eze Adeyemi Ogunleye Adebayo Oyelaran Mensah Owusu Asante Boateng Osei Dlamini "
        "Nkosi Ndlovu Mokoena Khumalo Moyo Ncube Chirwa Banda Phiri Kariuki Odhiambo Ochieng Kiplagat Bekele "
        "Haile Tadesse Girma Warsame Farah Diallo Traore Keita Ndiaye Sow Coulibaly",
    ),
    "East European": (
        "Olena Oksana Taras Mykola Andriy Iryna Svitlana Dmitri Sergei Natalia Ekaterina Vladimir Anastasia "
        "Boris Yuri Lyudmila Bogdan Milica Dragan Goran Jovana Nikola Vesna Zoran Ivaylo Desislava Plamen Georgi "
        "Giorgi Nino Tamar Levan Armen Anahit Arben Besnik Drita Eleni Giorgos Nikos Despina",
        "Shevchenko Kovalenko Bondarenko Tkachuk Melnyk Ivanov Petrov Smirnova Kuznetsov Volkova Sokolov Popova "
        "Jovanović Petrović Nikolić Marković Đorđević Dimitrov Georgieva Todorov Kapanadze Beridze Hakobyan "
        "Sargsyan Hoxha Krasniqi Papadopoulos Georgiou Antoniou Vlachos Karagiannis",
    ),
    "Polynesian and Welsh": (
        "Aroha Tane Mere Hemi Sione Mele Tevita Ana Rhys Cerys Eleri Gethin Angharad Llew Bronwen Ffion Hywel "
        "Ewan Catriona Morag Eilidh Hamish Iain Mhairi Ruaridh",
        "Tupou Fonoti Taufa Ngata Parata Lolo Llewellyn Prydderch Bevan Pritchard Cadwallader Gwyn MacLeod "
        "McAllister MacKenzie McGowan O'Rourke O'Shaughnessy Ó'Briain McNamara",
    ),
}

SHORT_FORMS = (
    "Abz Adey Ania Babs Baj Bartek Basia Beppe Bez Bogi Bolu Bri Cass Cazza Charl Chaz Chema Chezza Chi "
    "Conchi Dazza Deano Deb Debs Dima Dougie Dunc Eddy Ede Ellie Emeka Emmo Ems Femi Fitz Fliss Franny Fred "
    "Gaby Gav Geordie Gerry Gianni Gigi Gilly Ginny Gladys Gord Gosha Gosia Grisha Gurj Gwenny Gyuri Hansi "
    "Harj Harv Hatty Heini Hels Honza Huw Ilka Immy Jacqui Jag Jani Jas Jase Jaz Jen Jez Jirka Jonno Jono "
    "Josh Juci Jude Kaff Kal Kam Kasia Kat Kata Kath Katya Kaz Keef Kel Kez Kiko Kim Kimmy Kolya Kris Kuba "
    "Kul Kunle Kwabs Laci Lauz Leccy Lele Lena Lex Lil Liv Loli Lottie Lou Loz Lozza Lupe Maddy Mads Mags "
    "Mand Mandy Manj Manny Marge Masha Maz Mel Mick Micky Mikey Millie Minty Misha Mitja Moh Moz Muz Nacho "
    "Natasha Nath Nats Naz Ned Nele Nell Nelly Ngo Nicki Nicky Nico Nims Noz Ola Ollie Olly Olya Paco Paddy "
    "Pancho Parm Paulie Pauly Pepe Pete Petey Petya Phil Pino Pip Pisti Rach Raff Raj Raz Resi Ric Ritchie "
    "Rosh Russ Sach Sal Sammy Sanj Sasha Seb Sepp Shak Shelley Shireen Shiv Shiz Sid Simmo Slava Smithy "
    "Sparky Stace Stas Stevie Stu Sukh Suz Suzy Sveta Taff Taj Tam Tanja Taz Teddy Temi Tess Tez Theo Timmo "
    "Tobi Tolu Tomek Tommo Trev Tris Trish Uche Uli Vanya Vick Vicks Vin Vitya Viv Vova Waj Wanji Wayno Waz "
    "Wes Wils Woz Yas Yinka Zac Zak Zaz Zhenya Zoz Zsuzsi Zuzka"
).split()
"""What people are called for short, for the list of first names alone: nothing is trained on them."""

INVENTED = 0.3
"""Which part of all name parts stands in no list."""

_PREFIXED = ("van der", "van den", "de la", "di", "von", "du", "dos", "bin", "al", "St.", "de", "van", "le")


@dataclass(frozen=True, slots=True)
class Person:
    """A made-up person: one or two first names and a last name."""

    first: str
    middle: str
    last: str


def kept_for_tests(part: str) -> bool:
    """Whether a name part may stand in test texts and never in generated training text."""
    return portion(part.casefold(), 12) == 0


def _usable(part: str) -> bool:
    letters = part.replace("'", "").replace("-", "").replace("’", "").replace(" ", "").replace(".", "")
    return (
        2 <= len(part) <= 22
        and letters.isalpha()
        and part[0].isupper()
        and all("LATIN" in unicodedata.name(c, "") for c in letters)
    )


def _listed(locale: str) -> tuple[list[str], list[str]]:
    provider = import_module(f"faker.providers.person.{locale}").Provider
    parts: tuple[list[str], list[str]] = ([], [])
    for wanted, found in zip(("first_name", "last_name"), parts, strict=True):
        for attribute in sorted(dir(provider)):
            if wanted in attribute and isinstance(getattr(provider, attribute), (tuple, list, dict)):
                found += [str(one) for one in getattr(provider, attribute)]
    return parts


@cache
def pools() -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    """First and last names by origin, sorted, without what is kept for tests."""
    lists = {locale: _listed(locale) for locale in LOCALES}
    lists |= {origin: (first.split(), last.split()) for origin, (first, last) in _OWN.items()}
    return {
        origin: (_trained(first), _trained(last))
        for origin, (first, last) in lists.items()
        if len(_trained(first)) > 8 and len(_trained(last)) > 8
    }


def kept(locale: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """First and last names of one of Faker's lists that are kept for the tests, sorted."""
    first, last = (
        tuple(sorted({one for one in part if _usable(one) and kept_for_tests(one)}))
        for part in _listed(locale)
    )
    return first, last


def all_first_names() -> set[str]:
    """Every usable first name, those that are kept for tests too.

    Chinese ones of two syllables are in no list: `dsar.people.pinyin` knows them by their syllables.
    """
    lists = [_listed(locale)[0] for locale in LOCALES] + [pinyin.ONE]
    lists += [first.split() for origin, (first, _) in _OWN.items() if origin != "Chinese"]
    return {one for parts in lists for one in parts if _usable(one)}


def all_last_names() -> set[str]:
    """Every usable last name, those that are kept for tests too."""
    lists = [_listed(locale)[1] for locale in LOCALES] + [last.split() for _, last in _OWN.values()]
    return {one for parts in lists for one in parts if _usable(one)}


def _trained(parts: list[str]) -> tuple[str, ...]:
    return tuple(sorted({one for one in parts if _usable(one) and not kept_for_tests(one)}))


_COMMON = (
    "en_GB",
    "en_US",
    "en_IE",
    "South Asian",
    "African",
    "Arabic",
    "Chinese",
    "pl_PL",
    "Polynesian and Welsh",
)


def person(random_: random.Random) -> Person:
    """A person whose name parts are mostly of one origin, a British or common one half the time."""
    every = pools()
    origin = random_.choice(_COMMON if random_.random() < 0.5 else tuple(every))
    other = origin if random_.random() < 0.8 else random_.choice(tuple(every))
    first, middle = (_part(random_, every[origin][0]) for _ in range(2))
    last = _part(random_, every[other][1])
    chance = random_.random()
    if chance < 0.05:
        last = f"{last}-{random_.choice(every[origin][1])}"
    elif chance < 0.08:
        last = f"{random_.choice(_PREFIXED)} {last}"
    elif chance < 0.1:
        last = f"{random_.choice(('O’', 'Mc', 'Mac', 'D’', 'Fitz'))}{last}"
    if random_.random() < 0.04 and "-" not in first:
        first = f"{first}-{middle}"
    return Person(first, middle, last)


def _part(random_: random.Random, names: tuple[str, ...]) -> str:
    if random_.random() < INVENTED:
        return invented(random_, names, kept_for_tests)
    return random_.choice(names)
