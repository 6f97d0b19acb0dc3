"""Why a phone could not be had, for people: what a SIP status or a Q.850 cause means in practice.

RFC 3261 and ITU-T Q.850; what providers mean by them.
"""

from collections.abc import Mapping

from .sentences import Sentence


def meaning(q850: int | None, sip: int | None, language: str) -> str:
    """`486: занято`; empty when nothing is known."""
    if sip is not None:
        return f"SIP {sip}: {_of_sip(sip).say(language)}"
    if q850 is not None and q850 in _Q850:
        return f"Q.850 {q850}: {_Q850[q850].say(language)}"
    return f"Q.850 {q850}" if q850 else ""


def told(q850: int | None, sip: int | None, language: str) -> str:
    """`занято (SIP 486)`: for whoever does not know SIP; empty when nothing is known."""
    code, _, why = meaning(q850, sip, language).partition(": ")
    return f"{why} ({code})" if why else code


def _of_sip(status: int) -> Sentence:
    return _SIP.get(status) or _SIP_CLASSES.get(status // 100, _UNKNOWN)


_UNKNOWN = Sentence("неизвестный статус", "an unknown status")
_SIP: Mapping[int, Sentence] = {
    401: Sentence("имя или пароль транка не подходят", "the trunk's user or password is wrong"),
    403: Sentence(
        "провайдер запретил звонок; часто из-за номера звонящего, который он не пропускает",
        "the provider forbids the call; often because of the caller's number, which it does not"
        " let through",
    ),
    404: Sentence("такого номера нет", "there is no such number"),
    407: Sentence("имя или пароль транка не подходят", "the trunk's user or password is wrong"),
    408: Sentence(
        "телефон или провайдер не отвечает на приглашение",
        "the phone or the provider does not answer the invitation",
    ),
    410: Sentence("номера больше нет", "the number exists no more"),
    480: Sentence(
        "телефон выключен, вне сети или не отвечает",
        "the phone is off, out of reach or not answered",
    ),
    484: Sentence("номер неполный", "the number is incomplete"),
    486: Sentence("занято", "busy"),
    487: Sentence("звонок отменён", "the call was cancelled"),
    488: Sentence(
        "нет общего кодека: сравните кодеки транка и телефона",
        "no codec in common: compare those of the trunk and of the phone",
    ),
    503: Sentence(
        "у провайдера нет свободной линии или сбой", "the provider has no free line, or a fault"
    ),
    600: Sentence("занято", "busy"),
    603: Sentence("звонок отклонён", "declined"),
    604: Sentence("такого номера нет", "there is no such number"),
}
_SIP_CLASSES: Mapping[int, Sentence] = {
    3: Sentence("перенаправлен на другой номер", "sent on to another number"),
    4: Sentence("провайдер или телефон отказал", "the provider or the phone refused"),
    5: Sentence("сбой у провайдера", "a fault of the provider"),
    6: Sentence("провайдер отказал окончательно", "the provider refused for good"),
}
_Q850: Mapping[int, Sentence] = {
    1: Sentence("такого номера нет", "there is no such number"),
    16: Sentence("трубку положили", "hung up"),
    17: Sentence("занято", "busy"),
    18: Sentence("телефон не отвечает на вызов", "the phone does not respond"),
    19: Sentence("трубку не сняли", "not picked up"),
    20: Sentence("телефон не зарегистрирован или вне сети", "the phone is not registered"),
    21: Sentence("звонок отклонён", "declined"),
    26: Sentence("ответили на другом телефоне", "answered on another phone"),
    27: Sentence("до телефона или транка не дозвониться", "the phone or the trunk is out of order"),
    28: Sentence("номер неполный", "the number is incomplete"),
    34: Sentence(
        "нет свободной линии; в FreePBX: ни один Outbound Route не подошёл или все транки заняты",
        "no free line; in FreePBX: no Outbound Route fits, or all trunks are busy",
    ),
    38: Sentence("сбой сети", "the network is out of order"),
    127: Sentence("причина не сообщена", "no cause was told"),
}
