"""Does a sentence ask, and from where on? The speech act, whatever it is about.

A sentence asks when it wants to be given something ("could you share", "I'll need", "mind telling me"), wants to be
told ("who", "which"), or leaves a blank ("and your name is?", "order number please"). It tells when its speaker
has, sees or will do something. Read over one sentence, lower-cased. English is put together from lists of verbs;
Spanish, German, French, Italian, Portuguese and Dutch are read in their plain forms.
"""

from __future__ import annotations

import re
from typing import Final

#: Words between the parts of a phrase that change nothing: "could you *please quickly* share".
_SOFT: Final = (
    r"(?:(?:please|pls|plz|kindly|just|also|still|only|maybe|perhaps|possibly|quickly|first|then|first of all|again"
    r"|now|be so kind as to|be able to"
    r"|happen to|at least|go ahead and|have to|need to|really|actually|definitely|ever|at all)[, ]+)*"
)
#: What somebody does who gives another a value.
_GIVE: Final = (
    r"(?:confirm|send|share|state|enter|verify|provide|give|tell|specify|dm|describe|supply|type|reply|respond"
    r"|include|explain|clarify|remind|drop|paste"
    r"|spell|shoot|ping|pass|hand|text|message|forward|submit"
    r"|mention|write|elaborate|quote|fill|note|say|advise|inform"
    r"|elaborate on|indicate|identify|name|post"
    r"|let (?:me|us) (?:know|have|get))"
)
_GIVING: Final = (
    r"(?:(?:re-?)?(?:confirming|sending|sharing|stating|entering|verifying)|providing|giving|telling|specifying"
    r"|dming|typing|spelling|reminding|dropping|letting (?:me|us) know)"
)
#: What somebody does who has a value.
_HAVE: Final = r"(?:have|know|remember|recall|got)"
#: What somebody does who takes a value.
_TAKE: Final = (
    r"(?:have|get|know|ask|take|grab|see|borrow|trouble|request|note|jot|confirm|verify|check|collect|hear|learn"
    r"|please|pls|bother)"
)
_MAY: Final = r"(?:can|could|may|might|would|will|cn|cud)"
_YOU: Final = r"(?:you|u|ya)"
_ME: Final = r"(?:i|we)"
_WH: Final = r"(?:what|which|who|whom|whose|where|when|how|why|wht|wich)"

_ENGLISH: Final = (
    rf"\b{_MAY} {_YOU} {_SOFT}{_GIVE}\b",
    rf"\b(?:do|did|would|might|will) {_YOU} {_SOFT}{_HAVE}\b",
    rf"\b{_MAY} {_YOU} {_SOFT}(?:have|remember|recall|find|locate|look up)\b",
    rf"\b{_YOU} (?:don'?t|wouldn'?t|do not|would not) {_SOFT}{_HAVE}\b",
    rf"\b{_MAY} {_ME} {_SOFT}{_TAKE}\b",
    (
        rf"\b{_ME}(?:'ll|'d| will| would|'re going to| am going to|'m going to)? {_SOFT}(?:need|require|be needing"
        r"|want|like|ask for|ask you for|love|appreciate)\b(?! to (?:see|check|look|send|help|apolog|offer|thank"
        r"|inform|let|assure|update|process|do|add|escalate|transfer|stress|speak|talk|consult|contact|wait|review))"
    ),
    (
        rf"\b{_ME}(?:'m| am|'re| are) (?:\w+ )?(?:missing|looking for|waiting for|after|lacking|short of"
        r"|going to need|gonna need)\b"
    ),
    (
        rf"\b{_ME} (?:don'?t|didn'?t|did not|do not|can'?t|cannot|couldn'?t) {_SOFT}(?:see|have|find|locate|catch"
        r"|get)\b(?: \w+){0,2} (?:an?|your|the|any)\b"
    ),
    (
        rf"\b(?:once|when|if|until|unless|as soon as|so long as) (?:{_ME} (?:could )?(?:have|had|know|knew|get|got)"
        rf"|{_YOU} (?:could |can |would )?{_SOFT}(?:send|share|give|provide|tell|confirm|let))\b"
    ),
    r"\bwithout (?:your|the|an?) ",
    (
        r"\b(?:all|what|everything|(?:the )?(?:only|one|last|next|other) thing) (?:(?:i|we)(?:'m"
        r"| am)? )?(?:\w+ )?(?:need|missing|require|want|left)\b"
    ),
    (
        r"\b(?:still|also) (?:need|require|missing)\b"
        r"|^(?:need|require|missing)\b"
        r"|\b(?:need|want|like|love|good|helpful|able|curious) to know\b"
        r"|\bwondering\b|\bcurious\b"
    ),
    (
        rf"(?:^|[,;:] |\b(?:please|pls|plz|kindly|and|then|now|to|so|just|you to|you) ){_SOFT}{_GIVE}(?:\b"
        r"| )(?!.* (?:to you|for you)$)"
    ),
    (
        r"\b(?:mind|minded|possible|able|grateful|appreciate|kind enough) (?:(?:if|it|for|to|you|u|i|we|could"
        rf"|can) )*(?:{_GIVING}|{_GIVE}|ask(?:ing|ed)?|get|got|have|had)\b"
    ),
    rf"^(?:\w+[,:]? ){{0,2}}{_WH}\b",
    (
        r"\b(?:(?:and|or|so|but|then|also|ok|okay|again|know|ask|tell me|tell us|remember|wondering|confirm|specify"
        rf"|mind|sure|clear|certain|of|remind me|(?:confirm|shar|tell|giv)ing(?: me| us)?) ){_WH}(?:'?s\b|\b)"
    ),
    r"\b(?:under|with|on|in|to|from|at|for|by|since|about) (?:which|what|whose|whom|when)\b",
    (
        r"\bwhats\b|\bwho(?:'?s|se) (?:this|name)\b"
        r"|\b(?:whose|what|which) (?:name|number|address|card|date|day|order|item|e-?mail)\b"
    ),
    (
        rf"\bhave {_YOU} (?:still )?got\b|^(?:got|any|anything)\b"
        r"|\bany (?:chance|idea)\b|\bhappen to\b"
        r"|\bis there (?:an?|any) (?:\w+ ){0,2}(?:numbers?|e-?mail|address|name|way|code|phone)\b"
        r"|\bdo you\b.*\bhandy\b"
    ),
    (
        r"\b(?:would|will) (?:really )?(?:help|be (?:\w+ )?(?:great|helpful|useful|needed|good|lovely|appreciated"
        r"|required|ideal|enough|perfect|handy|fine))\b"
        r"|\bis (?:\w+ )?(?:needed|required|necessary|missing)\b"
    ),
    (
        r"\bgo ahead with (?:the|your)\b"
        r"|\b(?:start|begin) with (?:the|your)\b"
        r"|\bhelp (?:me|us) with (?:the|your)\b|\bcare to share\b"
        r"|\btrouble you for\b|\bask for\b"
    ),
)
_OTHER_TONGUES: Final = (
    (
        r"\b(?:puede|puedes|podr[ií]a|podr[ií]as|me (?:da|das|dice|dices|facilita|indica)|ind[ií]que\w*"
        r"|facil[ií]te\w*|necesito|cu[aá]l (?:es|era)|cu[aá]les|qu[eé]|qui[eé]n|d[oó]nde|cu[aá]ndo|c[oó]mo|dime"
        r"|d[ií]game|env[ií]e\w*|tiene|tienes)\b"
    ),
    (
        r"\b(?:k[oö]nn(?:en|ten|test)?|kannst|d[uü]rfte?|w[uü]rden|nennen|geben|teilen|schicken|bitte|brauche"
        r"|ben[oö]tige\w*|wie (?:lautet|ist|war|hei[sß]+\w*|hoch|viel)|welche\w*|was|wer|wo(?:hin)?|wann|haben sie"
        r"|hast du)\b"
    ),
    (
        r"\b(?:pouvez|pourriez|peux|pourrais|puis-je|merci de|veuillez|donnez|indiquez|j'ai besoin|il me faut"
        r"|quel(?:le)?s?|qui|o[uù]|quand|comment|avez-vous|as-tu)\b"
    ),
    (
        r"\b(?:pu[oò]|potrebbe|puoi|potresti|posso avere|mi (?:d[aà]|dice|indica|serve|fornisc\w+)|qual(?:'| )?[eè]"
        r"|quale|quali|chi|dove|quando|come)\b"
    ),
    r"\b(?:pode|poderia|podes|preciso|me (?:diga|informe|envie)|informe|qual|quais|quem|onde|quando|como)\b",
    r"\b(?:kunt|kun|mag|zou|graag|heb ik nodig|nodig|wat is|welke?|wie|waar|wanneer|hoe)\b",
)
ASKING: Final = re.compile("|".join((*_ENGLISH, *_OTHER_TONGUES)))
#: What stands before the matter itself: a greeting, thanks, an apology, a go-ahead.
FILLER: Final = re.compile(
    r"^(?:(?:hi|hello|hey|hiya|dear|good (?:morning|afternoon|evening|day)|thanks?(?: you)?|thx|ok|okay|great"
    r"|perfect|sure|alright|all right|no (?:problem|worries)|of course|absolutely|certainly|got it|i see|right"
    r"|(?:i'm |i am |we're |so |very |really )*sorry|my apologies"
    r"|apologies|no rush|understood|lovely|excellent|awesome|cool"
    r"|good|fine|yes|happy to help"
    r"|one more thing)\b[^,;:!.–—-]{0,40}[,;:!.–—-]+ *|(?:and|also"
    r"|now|so|well|lastly|finally|first(?:ly| of all| off)?"
    r"|next)\b *[,;:!.–—-]+ *)+"
)
#: The start of a sentence that tells instead of asking, whatever words follow.
TELLING: Final = re.compile(
    r"^(?:(?:thanks?|thank you|ok|okay|great|perfect|sure|alright|and|so|now|yes|just|great news"
    rf"|good news)\b[,.!:]* *)*(?:(?:now that |since |as )?{_ME}(?:'ve|'ll be| have|'ve got| found| can see| see"
    r"| can| could see| will be| was| were|'m| am|'re| are| had| just| already| also"
    r"|'ve already)* (?:have(?! (?:to ask|a question))|found|see|can see|noted|received|got|updated|sent|check(?:ed"
    r"|ing)|look(?:ed|ing)(?! for)|pull(?:ed|ing)|us(?:ed|ing)|added|changed|emailed|emailing|located"
    r"|confirm(?:ed)?|understand|process(?:ed)?|credited|gone|refunded|forwarded|saved|corrected|cancelled|canceled"
    r"|sending|contact(?:ed|ing)|calling|able to (?:see|find)|understood|verified|notified|issued|initiated|placed"
    r"|linked)\b"
    r"|i've|we've|let me (?!know|have|get)"
    r"|please (?:allow|wait|bear|hold|give me (?:a|one|\d) (?:moment|minute|second|few)|note|keep|do not|don't"
    r"|make sure|be assured|rest|find|see|ensure|remember)"
    r"|allow me|just to confirm,? (?:your|it'?s|this|that|so)"
    r"|so (?:your|that'?s|that is|it'?s)"
    r"|(?:your|the) (?:\w+ ){1,3}(?:is|are|was|were|has|have|will|should|can|looks?|went|goes)\b(?! *(?:\?|:|\.\.|…"
    r"|$|needed|required|missing|necessary|called|under))"
    r"|(?:i|we)(?:'ll| will) (?!need|require|have to ask|be need|also need|just need|still need|only need|ask)"
    r"|you (?:can|may|will|should|could|(?:don't|do not)(?! (?:happen|have|know|remember))|need not|won't|'ll|have"
    r"|are|were|also|must|get|mentioned|said|told|gave)\b"
    r"|you'(?:ll|ve|re)\b|it(?:'s| is| was| will| should| has)\b"
    r"|this (?:is|was|will)\b|there (?:is|was|are)\b"
    r"|veo|tengo|ich (?:sehe|habe)|je (?:vois|note)|vedo|ik (?:zie|heb))"
)
#: Behind the value, these make a read-back of it.
READ_BACK: Final = re.compile(
    r"(?:[,;:.-] ?|\bis (?:that|it|this) |\bthat's )(?:correct|right|is that so|isn'?t it|verdad|correcto|richtig"
    r"|stimmt das|c'est (?:ça|bien)|giusto|certo|klopt)\s*\?*$"
)
#: A yes or a no would answer it: what it names is not asked for.
_YES_OR_NO: Final = re.compile(
    r"^(?:(?:and|so|or|but|then|ok|okay|also) )*(?:is|are|was|were|did|does|has|had|have|should|shall|will|would|do"
    r"|can|could|may)\b(?! (?:you|u) (?:happen|know|remember|recall|have|got|still have|mind)\b)"
)
#: A blank to be filled: "and the number on it is?".
_BLANK: Final = re.compile(r"\b(?:is|was|are|being|would be|called|under)(?: again| please)? ?(?:\?|:|\.{2,}|…)+\W*$")
POLITE: Final = re.compile(
    r"(?:\?|\bplease\b|\bpls\b|\bplz\b|\bpor favor\b|\bbitte\b|s'il (?:vous|te) pla[iî]t|per favore|alstublieft)\W*$"
    r"|^(?:please|pls|plz)\b"
)
#: Words that make a sentence more than the name of a thing.
_VERBS: Final = re.compile(
    r"\b(?:is|are|was|were|am|be|been|do|does|did|has|have|had|will|would|can|could|should|shall|may|might|must|see"
    r"|found|looks?|says?|goes|went|got|arrives?|comes?|i|we|it|they|he|she|thanks|thank|check\w*|try|open|click"
    r"|keep|wait|(?:starts?|begins?|ends?|appears?|stands?|means?|shows?|match(?:es)?|belongs?|seems?|remains?"
    r"|works?|arrived|shipped|expires?|gives?|lets?|includes?|covers?|allows?|offers?)|\w+'(?:s|ve|ll|re|m|d))\b"
)
#: Short fragments that ask by standing alone: "order #?", "first and last name and your zip please".
FRAGMENT_WORDS_MAX: Final = 12
_BARE: Final = re.compile(r"^(?:and |also |plus |ok |then )?(?:the|your) [^!?]{2,60}$")


#: How people spell in a hurry.
_HASTE: Final = {
    "u": "you", "ur": "your", "ya": "you", "pls": "please", "plz": "please", "plse": "please", "wht": "what", "wich": "which",
    "whats": "what's", "hows": "how's", "whos": "who's", "ordr": "order", "oder": "order", "oder's": "order's", "num": "number",
    "nr": "number", "no.": "number", "cn": "can", "cud": "could", "wud": "would", "adress": "address", "addres": "address",
    "mob": "mobile", "ph": "phone", "acct": "account", "a/c": "account", "e-mail": "email", "e-mails": "emails", "re-confirm": "confirm",
    "reconfirm": "confirm", "y": "why", "r": "are", "dont": "don't", "didnt": "didn't", "cant": "can't", "id's": "id",
}  # fmt: skip
_HASTY: Final = re.compile(
    r"(?<![\w@.'’/-])(?:" + "|".join(re.escape(x) for x in sorted(_HASTE, key=len, reverse=True)) + r")(?![\w@'’/-])"
)
#: Where one clause ends and the next begins.
CLAUSES: Final = re.compile(
    r"[,;:] +| [-–—]+ | (?:but|because|as) (?=i\b|we\b|you\b|it\b)| so (?=that|can|could|what|which|i\b|we\b)"
)
_OFFERS: Final = re.compile(
    r"^(?:(?:and|so|or|ok) )*(?:would you like|do you want|would you prefer) (?:me|us) to\b"
    r"|^(?:how|what) about (?!your\b|the\b)"
)


def plain(sentence: str) -> str:
    """Lower-cased, on one line, hasty spellings written out."""
    text = " ".join(sentence.lower().replace("’", "'").split())
    return _HASTY.sub(lambda m: _HASTE[m[0]], text)


def asking_part(text: str) -> str | None:
    """The clauses of a plain sentence that want to be given something: "" when a yes or a no would answer it, None when
    it does not ask at all.
    """
    if not text or READ_BACK.search(text):
        return None
    text = text[_skip(text) :]
    if _BLANK.search(text) or _is_fragment(text):
        return text
    clauses = [x for x in CLAUSES.split(text) if x]
    told = [bool(TELLING.match(x) or _OFFERS.search(x)) for x in clauses]
    asking = _from_first_asking(clauses, told)
    if asking:
        return ", ".join(asking)
    open_ended = text.endswith("?") and not told[-1]
    if not open_ended or any(_YES_OR_NO.match(x) for x in clauses):
        return "" if any(_YES_OR_NO.match(x) for x in clauses) else None
    return ", ".join(x for x, tells in zip(clauses, told, strict=True) if not tells)


def _from_first_asking(clauses: list[str], told: list[bool]) -> list[str]:
    """The clauses that ask, with those that go on listing."""
    kept: list[str] = []
    for clause, tells in zip(clauses, told, strict=True):
        asks = not tells and bool(ASKING.search(clause) or _is_fragment(clause))
        if asks or (kept and not tells):
            kept.append(clause)
    return kept


def _skip(text: str) -> int:
    filler = FILLER.match(text)
    return filler.end() if filler and filler.end() < len(text) else 0


def _is_fragment(text: str) -> bool:
    if len(text.split()) > FRAGMENT_WORDS_MAX or _VERBS.search(text) or _OFFERS.search(text):
        return False
    return bool(POLITE.search(text) or _BARE.match(text))
