"""What stands above the sections, in Russian and in English."""

from typing import NamedTuple


class Remarks(NamedTuple):
    outside: str
    inside: str
    codes: str
    oncall: str
    given_back: str
    alone: str
    helpers: str
    ring: str
    leg: str
    phone: str
    not_switched: str
    fingerprint: str


RUSSIAN = Remarks(
    outside="звонки снаружи: включить в контекст транка",
    inside="номера дежурных: сюда можно перевести звонок",
    codes="Коды и лампы: переведённый звонок сюда не попадает.",
    oncall="Дежурные при любом режиме: для очереди, меню, перевода.",
    given_back="Программа отдала звонок назад.",
    alone="Программа не работает: лампа помнит режим.",
    helpers="общее",
    ring="Кому (ARG1) звонить и сколько секунд (ARG2); скрытый номер остаётся скрытым; больше"
    " десяти звонков с одного номера сразу: похоже, телефон шлёт их обратно, и ему не звоним.",
    leg="На канале телефона, до вызова: что он показывает и что читают маршруты FreePBX.",
    phone="Все аппараты одного внутреннего номера.",
    not_switched="Код набран, а программа не работает.",
    fingerprint="По нему stasis-app check узнаёт, тот ли dialplan загружен.",
)
ENGLISH = Remarks(
    outside="calls from outside: to be included in the trunk's context",
    inside="on-call numbers: a call may be transferred here",
    codes="Codes and lamps: no transferred call gets here.",
    oncall="The people on duty, whatever the mode: for a queue, a menu, a transfer.",
    given_back="The application has given the call back.",
    alone="The application is down: the lamp knows the mode.",
    helpers="for all of them",
    ring="Rings ARG1 for ARG2 seconds; a hidden number stays hidden; more than ten calls of one"
    " number at once: a phone seems to send them back, and is not rung.",
    leg="On the phone's channel, before it is rung: what it shows, and what FreePBX's routes read.",
    phone="All contacts of one phone.",
    not_switched="A code was dialled, and the application is down.",
    fingerprint="By this stasis-app check knows whether the right dialplan is loaded.",
)
BY_LANGUAGE = {"ru": RUSSIAN, "en": ENGLISH}
