"""Days on which something happened or was promised."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from ...conversation.values import Mention
from ..sought import sought
from .said import Said, Spans, free

_MONTH: Final = (
    r"(?=[adfgjlmnos])(?:jan(?:uary|uar|vier|eiro)?|feb(?:ruary|ruar|rero|braio)?|f[eé]v(?:rier|ereiro)?|mar(?:ch|zo|s|ço)?|märz|apr(?:il|ile)?|abr(?:il)?|avril|may|mai|mayo|maggio|maio|june?|juni|junio|juin|giugno|junho"
    r"|july?|juli|julio|juillet|luglio|julho|aug(?:ust)?|agosto|août|sept?(?:ember|iembre|tembre|embre)?|set(?:embro)?|oct(?:ober|ubre|obre)?|okt(?:ober)?|ottobre|out(?:ubro)?|nov(?:ember|iembre|embre|embro)?|dec(?:ember)?|dez(?:ember|embro)?|dic(?:iembre|embre)?|d[eé]c(?:embre)?)"
)
_DATE: Final = sought(
    rf"(?=\w)(?:\b{_MONTH}\.? ?\d{{1,2}}(?:st|nd|rd|th)?(?!\d)(?:,? ?\d{{4}})?|(?<!\d)\d{{1,2}}(?:st|nd|rd|th|\.)? ?(?:of |de |di )?{_MONTH}\b\.?(?:,? ?(?:de )?\d{{4}})?"
    r"|\b(?=\d{1,2}/)(?:(?<=ordered )|(?<=bought )|(?<=purchased )|(?<=placed )|(?<=delivered )|(?<=since )|(?<=dated )|(?<=on )|(?<=from )|(?<=by ))(?:0?[1-9]|1[0-2]|[12]\d|3[01])/(?:0?[1-9]|[12]\d|3[01])(?![\d/])"
    r"|(?<![\d/-])(?:\d{1,2}[/.-]\d{1,2}[/.-](?:20)?\d{2}|20\d\d-\d{1,2}-\d{1,2})(?![\d/-])"
    r"|\b(?:yesterday|day before yesterday|(?:last|this|next) (?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|week|month|weekend)|(?:\d+|two|three|four|five|six|ten|a few|couple of|a couple of) (?:days?|weeks?|months?) ago|a (?:week|month) ago"
    r"|ayer|anteayer|gestern|vorgestern|hier\b|avant-hier|ieri|ontem|gisteren|wczoraj|dün)\b|\bin (?:(?:early|late|mid) )?(?:january|february|march|april|june|july|august|september|october|november|december)(?! \d)(?: (?:20)?\d\d)?\b|\b(?:this morning|last night|today (?:in the )?(?:morning|mornin|afternoon|evening)|(?:on |since |by |till |from )(?:the )?\d{1,2}(?:st|nd|rd|th)(?! (?:time|floor|order|street|avenue|party)))\b|\b(?:on|by|since|until|before|for|this) (?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|mon|tue|wed|thu|fri|sat|sun)\b)",
    re.IGNORECASE,
)
_WEEKDAY: Final = re.compile(r"^(?:on|by|since|until|before|for|this|in) ", re.IGNORECASE)


def hear(said: Said, taken: Spans) -> Iterator[Mention]:
    for m in _DATE.finditer(said.plain):
        start = m.start() + (len(w[0]) if (w := _WEEKDAY.match(m[0])) else 0)
        counted = re.search(r"\btimes? $", said.low[max(0, m.start() - 6) : m.start()])
        if free((start, m.end()), taken) and not counted and not re.fullmatch(r"(?:may|mar|march) \d", m[0]):
            yield Mention("date", said.text[start : m.end()].rstrip(" ."), start, m.end())
