"""Texts that break portals: the big list of naughty strings where it lies beside the project, a small set always.

https://github.com/minimaxir/big-list-of-naughty-strings
"""

from __future__ import annotations

import json
import warnings

from tests.real_data import FOLDER

LIST = FOLDER / "hostile-input" / "blns" / "blns.json"

OWN = (
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "{{ 7 * 7 }} {% url 'home' %}",
    "=1+1",
    "'=1+1",
    "''@SUM(A1)",
    "+44 1733 000000",
    "-2 pupils",
    "\t=tab",
    "＝full width",
    "_x000D_ _x005F_x000D_",
    "'; DROP TABLE riskmatrix_rating; --",
    "../../etc/passwd",
    "  two spaces at both ends  ",
    "\"quoted\", 'quoted'; semicolon",
    "line\r\nline\rline\u2028line",
    "nul \x00 bell \x07 escape \x1b",
    "right-to-left \u202etxt.exe\u202c",
    "soft\u00adhyphen, \ufeffmark",
    "ŵ Llanfair ŷ, naïve, Zażółć, Ελληνικά, Кириллица",
    "مدرسة 学校 학교 スクール",
    "👩‍🏫 🏴󠁧󠁢󠁥󠁮󠁧󠁿 🇬🇧",
    "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘",
    "null", "undefined", "NaN", "1e309", "0x0", "True",
)  # fmt: skip


def strings() -> list[str]:
    """Ours and, where they are there, everybody's; none of them blank."""
    everybodys: list[str] = []
    if LIST.exists():
        everybodys = json.loads(LIST.read_text())
    else:
        warnings.warn(f"No list of naughty strings at {LIST}: only our own were tried.", stacklevel=2)
    return [text for text in (*OWN, *everybodys) if text.strip()]
