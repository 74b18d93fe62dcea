"""An answer by e-mail (G08): when it is written, and what it says. The address was asked once and checked before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from ..conversation import events as e
from ..conversation.fold import Conversation
from ..conversation.values import Role

#: The effect by which the outbox knows that it is for the customer, and not for the helpdesk.
KIND: Final = "FollowUp"


class Words(Struct, frozen=True):
    """The fixed texts of such a letter. ``answered``, ``begin``: what was said follows. ``bare``, ``look``: it does not."""

    answered: str
    begin: str
    bare: str
    look: str


WORDS: Final = {
    "en": Words(
        "{name} answered you",
        "You asked for an answer by e-mail. This is what was said:",
        "There is an answer in your chat",
        "Somebody gave this address for an answer and has not shown that it is theirs, so nothing of the chat is in this letter. If it was you, open the chat where you wrote. If not, ignore this letter.",
    ),
    "es": Words(
        "{name} le ha respondido",
        "Pidió una respuesta por correo electrónico. Esto es lo que se dijo:",
        "Hay una respuesta en su chat",
        "Alguien dio esta dirección para recibir una respuesta y no ha demostrado que sea suya, por eso este mensaje no contiene nada del chat. Si fue usted, abra el chat donde escribió. Si no, ignore este mensaje.",
    ),
    "de": Words(
        "{name} hat Ihnen geantwortet",
        "Sie wollten eine Antwort per E-Mail. Das wurde gesagt:",
        "Im Chat ist eine Antwort für Sie",
        "Jemand hat diese Adresse für eine Antwort angegeben und nicht gezeigt, dass es die eigene ist. Darum steht in diesem Brief nichts aus dem Chat. Wenn Sie es waren, öffnen Sie den Chat dort, wo Sie geschrieben haben. Wenn nicht, lassen Sie diesen Brief liegen.",
    ),
    "fr": Words(
        "{name} vous a répondu",
        "Vous vouliez une réponse par e-mail. Voici ce qui a été dit :",
        "Une réponse vous attend dans la discussion",
        "Quelqu'un a donné cette adresse pour une réponse sans montrer qu'elle est la sienne : ce message ne contient donc rien de la discussion. Si c'était vous, ouvrez la discussion là où vous avez écrit. Sinon, ignorez ce message.",
    ),
    "it": Words(
        "{name} le ha risposto",
        "Ha chiesto una risposta per e-mail. Ecco che cosa è stato detto:",
        "C'è una risposta nella sua chat",
        "Qualcuno ha dato questo indirizzo per una risposta e non ha mostrato che è il suo, perciò questo messaggio non contiene nulla della chat. Se è stato lei, apra la chat dove ha scritto. Altrimenti ignori questo messaggio.",
    ),
    "pt": Words(
        "{name} respondeu-lhe",
        "Pediu uma resposta por e-mail. Isto foi o que se disse:",
        "Há uma resposta na sua conversa",
        "Alguém deu este endereço para uma resposta e não mostrou que é seu, por isso esta mensagem não contém nada da conversa. Se foi você, abra a conversa onde escreveu. Se não, ignore esta mensagem.",
    ),
    "nl": Words(
        "{name} heeft u geantwoord",
        "U wilde een antwoord per e-mail. Dit is wat er gezegd is:",
        "Er is een antwoord in uw chat",
        "Iemand gaf dit adres op voor een antwoord en liet niet zien dat het van hem of haar is. Daarom staat er niets uit de chat in deze mail. Was u het, open dan de chat waar u schreef. Zo niet, negeer deze mail.",
    ),
    "pl": Words(
        "Odpowiada {name}",
        "Poproszono o odpowiedź e-mailem. Oto, co zostało powiedziane:",
        "W rozmowie czeka odpowiedź",
        "Ktoś podał ten adres, prosząc o odpowiedź, i nie wykazał, że należy do niego, dlatego w tej wiadomości nie ma nic z rozmowy. Jeśli to Państwo, proszę otworzyć rozmowę tam, gdzie ją prowadzono. Jeśli nie, proszę zignorować tę wiadomość.",
    ),
    "ar": Words(
        "لقد أجابك {name}",
        "طلبت إجابة بالبريد الإلكتروني. هذا ما قيل:",
        "هناك إجابة في محادثتك",
        "أعطى شخص ما هذا العنوان لتلقي إجابة ولم يثبت أنه عنوانه، لذلك لا تحتوي هذه الرسالة على شيء من المحادثة. إذا كنت أنت، فافتح المحادثة حيث كتبت. وإلا فتجاهل هذه الرسالة.",
    ),
    "ja": Words(
        "{name} からの回答",
        "メールでの回答をご希望でした。会話の内容は次のとおりです。",
        "チャットに回答が届いています",
        "このアドレスは回答先として入力されましたが、ご本人のものと確認されていないため、このメールには会話の内容は含まれていません。お心当たりがある場合は、書き込んだチャットを開いてください。ない場合は、このメールを無視してください。",
    ),
}


def due(c: Conversation, events: Sequence[e.Event]) -> bool:
    """Whether these events, after which ``c`` stands, are a follow-up: a person's first answer, or the end of their work.

    An address that nobody vouched for hears of the first answer alone (S52).
    """
    waited = c.escalation
    if not waited or not waited.callback or waited.callback.how != "email" or not waited.first_reply_at:
        return False
    answered = any(isinstance(x, e.MessagePosted) and x.author.role == Role.AGENT for x in events)
    ended = any(isinstance(x, e.ConversationClosed) and x.by.role == Role.AGENT for x in events)
    return (ended and c.vouched(waited.callback.contact)) or (answered and _answers(c) == 1)


def _answers(c: Conversation) -> int:
    asked_seq = next((x.seq for x in reversed(c.entries) if x.text == "CallbackPromised"), 0)
    return sum(x.seq > asked_seq for x in c.said(Role.AGENT))


def letter(c: Conversation) -> str:
    """Subject and text: who has answered, and all that was said, without notes and other words of the team's own. To an
    address that nobody vouched for: that there is an answer, and not a word that anybody chose.
    """
    words = WORDS.get(c.locale.lower().partition("-")[0], WORDS["en"])
    if not (c.escalation and c.escalation.callback and c.vouched(c.escalation.callback.contact)):
        return "\n".join([words.bare, words.look])
    said = [x for x in c.said() if x.author]
    answered = next((x.author for x in reversed(said) if x.author and x.author.role == Role.AGENT), None)
    name = (answered.name or answered.id) if answered else ""
    lines = [f"{x.author.name or x.author.role}: {x.told}" for x in said if x.author]
    return "\n".join([words.answered.format(name=name) if name else words.bare, words.begin, "", *lines])
