"""`check` against a real Asterisk: all that may be missing, beside the application and alone."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
import yaml

from stasis_app.core.words import Mode, Sound
from stasis_app.dialplan import Pbx, dialplan

from ..command import give_beside
from .conftest import NewPhone, Opener
from .house import PRIMARY, House, Leg, Settings
from .rig import Asterisk
from .rig.leftovers import nothing_left

PATIENT = {"stagger": "50s", "timeout": "60s", "confirm": False}
READ_ONLY = """
[watcher]
type = user
read_only = yes
password_format = plain
password = look
"""


async def check(house: House, *arguments: str) -> tuple[int, list[dict[str, Any]]]:
    """Its exit code, and what it has found."""
    outcome = await give_beside(house.config_file, "check", "--json", *arguments)
    assert outcome.err == ""
    return outcome.code, outcome.document["findings"]


async def told(house: House, *arguments: str, **wanted: str) -> list[str]:
    """The texts of the findings that have all of this."""
    _, found = await check(house, *arguments)
    return [each["text"] for each in found if wanted.items() <= each.items()]


def configure(house: House, **changes: Settings) -> None:
    """Keys of config.yaml, after the application has been stopped."""
    written = yaml.safe_load(house.config_file.read_text())
    for key, value in changes.items():
        written[key] = {**written[key], **value}
    house.config_file.write_text(yaml.safe_dump(written))


@asynccontextmanager
async def without_prompt(pbx: Asterisk, name: str) -> AsyncIterator[None]:
    file = pbx.sounds / "ru" / "stasis-app" / f"{name}.wav"
    content = file.read_bytes()
    file.unlink()
    try:
        yield
    finally:
        file.write_bytes(content)


async def test_beside_a_live_call_it_finds_everything_and_disturbs_nobody(
    open_house: Opener, new_phone: NewPhone
) -> None:
    phone = await new_phone()
    house = await open_house(
        department={"secretary": {"ring": [f"PJSIP/{phone.number}"]}},
        duty={**PATIENT, "then": {"continue": "ext-queues,9999,1"}},
    )
    caller = house.call()
    primary = await house.primary.rings()
    code, found = await check(house)
    primary.answer()
    await caller.hears(primary)
    await check(house)
    await caller.hears(primary)
    assert house.app.connected.is_set()
    assert house.app.pbx.link.reconnects == 0
    caller.hang_up()
    await primary.ended()
    assert await house.journal() == house.told(
        "answered", Leg(PRIMARY, "primary", "answered", 16), answered_by=PRIMARY
    )
    errors = [each for each in found if each["level"] == "error"]
    assert (code, errors) == (0, [])
    texts = [each["text"] for each in found]
    assert f"приложение duty подключено (процесс {os.getpid()})" in texts
    assert f"toggle.code: {house.department.code} набирается в from-internal" in texts
    assert f"extension: {house.department.inside} набирается в from-internal" in texts
    assert "duty.then.continue: ext-queues,9999,1 есть" in texts
    assert f"{phone.number}: online" in texts
    assert "trunk: online" in texts
    assert f"подсказки (ru): все {len(Sound)}" in texts
    assert any("Asterisk 22" in text for text in texts)


async def test_alone_it_says_that_nobody_serves_calls_and_leaves_nothing(
    open_house: Opener, pbx: Asterisk
) -> None:
    house = await open_house(mode=Mode.SECRETARY)
    await house.stop()
    assert await told(house, area="asterisk", level="warning") == [
        "stasis-app run не работает: звонки идут на запасное направление; запустите его"
    ]
    await nothing_left(pbx)


async def test_another_program_under_our_name(open_house: Opener) -> None:
    house = await open_house()
    with house.config_file.open("a") as file:
        file.write("database: another.db\n")
    [warning] = await told(house, area="asterisk", level="warning")
    assert warning.startswith("как duty подключена другая программа")


async def test_destinations_codes_and_numbers_that_are_not_there(
    open_house: Opener, pbx: Asterisk
) -> None:
    taken, dark = "*5990", "*5991"
    await pbx.add_dialplan(
        "[from-internal-custom]\n"
        f"exten => {taken},hint,Custom:DAYNIGHT1\nexten => {taken},1,NoOp()\n"
        f"exten => {dark},1,NoOp()\n"
    )
    shared = [
        {"code": taken, "departments": "all"},
        {"code": dark, "departments": "all"},
        {"code": "*5992", "departments": "all"},
    ]
    house = await open_house(
        config={"fallback": "nowhere,s,1", "toggles": shared},
        department={"secretary": {"continue": "ext-queues,9999,7"}, "extension": "8899"},
        duty={"then": {"ring": ["PJSIP/101"], "then": {"continue": "ext-queues,abc,1"}}},
    )
    code, found = await check(house)
    assert code == 1
    wrong = {each["text"].partition(":")[0]: each for each in found if each["area"] == "dialplan"}
    assert {key for key, each in wrong.items() if each["level"] == "error"} == {
        *("fallback", "secretary.continue", "duty.then.then.continue"),
        *("toggles[0].code", "toggles[2].code", "extension"),
    }
    assert wrong["fallback"]["department"] is None
    assert "в диалплане нет" in wrong["fallback"]["text"]
    assert "чужая подсказка лампы Custom:DAYNIGHT1" in wrong["toggles[0].code"]["text"]
    assert f"exten => {dark},hint,Stasis:all" in wrong["toggles[1].code"]["text"]
    assert "8899 не набирается в from-internal" in wrong["extension"]["text"]
    assert wrong["extension"]["department"] == house.department.name


async def test_a_code_that_freepbx_has_itself(open_house: Opener, pbx: Asterisk) -> None:
    await pbx.add_dialplan(
        "[from-internal-additional]\nexten => *5993,1,NoOp()\n[from-internal]\n"
        "include => from-internal-additional\n"
    )
    house = await open_house(config={"toggles": [{"code": "*5993", "departments": "all"}]})
    errors = await told(house, area="dialplan", level="error")
    await pbx.cli("dialplan remove context from-internal-additional")
    assert any("*5993 у FreePBX уже занят" in text for text in errors)


async def test_people_and_phones_that_cannot_be_rung(open_house: Opener) -> None:
    nobody = {"dial": {"endpoint": "PJSIP/{number}@nobody"}}
    house = await open_house(
        config=nobody, department={"secretary": {"ring": ["PJSIP/999", "PJSIP/199"]}}
    )
    errors = await told(house, area="phone", level="error")
    assert errors[0] == (
        "secretary.ring: PJSIP/999: в PJSIP нет 999: исправьте настройку (pjsip show endpoints)"
    )
    assert errors[1].startswith("dial: дежурным не дозвониться: в PJSIP нет nobody")
    [warning] = await told(house, area="phone", level="warning")
    assert warning.startswith("199 не на связи")


async def test_numbers_without_an_outbound_route(open_house: Opener) -> None:
    local = {"dial": {"endpoint": "Local/{local}@outbound-allroutes/n"}}
    house = await open_house(config=local, backup="+441632960123")
    assert await told(house, area="phone", level="error") == []
    configure(house, dial={"endpoint": "Local/{national}@outbound-allroutes/n"})
    [error] = await told(house, area="phone", level="error")
    assert "в контексте outbound-allroutes нет такого номера" in error


async def test_a_prompt_that_is_missing(open_house: Opener, pbx: Asterisk) -> None:
    house = await open_house()
    async with without_prompt(pbx, "enter-pin"):
        [error] = await told(house, area="sounds")
    assert error.startswith(f"нет подсказок (ru): 1 из {len(Sound)} (enter-pin …)")


async def test_a_recording_that_is_missing(open_house: Opener) -> None:
    house = await open_house(
        department={"spoken": "stasis-app/digit-1", "waiting": {"greeting": "custom/welcome"}}
    )
    [warning] = await told(house, area="sounds", level="warning")
    assert warning.endswith("положите файл в ru/custom/welcome.wav")


async def test_a_wrong_password_a_user_who_may_only_read_and_nobody_there(
    open_house: Opener, pbx: Asterisk
) -> None:
    house = await open_house()
    await house.stop()
    configure(house, ari={"password": "wrong"})
    errors = await told(house, area="asterisk", level="error")
    assert "compare ari.username and ari.password with Asterisk's ari.conf" in errors[0]
    users = pbx.folder / "etc" / "ari.conf"
    before = users.read_text()
    try:
        users.write_text(before + READ_ONLY)
        await pbx.cli("module reload res_ari.so")
        configure(house, ari={"username": "watcher", "password": "look"})
        errors = await told(house, area="asterisk", level="error")
        assert "set read_only = no for it in Asterisk's ari.conf" in errors[0]
    finally:
        users.write_text(before)
        await pbx.cli("module reload res_ari.so")
    configure(house, ari={"url": "http://127.0.0.1:9"})
    errors = await told(house, area="asterisk", level="error")
    assert "127.0.0.1:9: nobody listens there" in errors[0]


async def test_a_module_that_is_not_loaded(open_house: Opener, pbx: Asterisk) -> None:
    house = await open_house()
    await pbx.cli("module unload func_callerid.so")
    try:
        errors = await told(house, area="asterisk", level="error")
    finally:
        await pbx.cli("module load func_callerid.so")
    assert errors == [
        "нет модуля func_callerid.so: загрузите его (module load func_callerid.so, modules.conf)"
    ]


@pytest.mark.parametrize("language", ["ru", "en"])
async def test_for_people(open_house: Opener, language: str) -> None:
    house = await open_house(config={"language": language})
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "stasis_app", "check", "-c", str(house.config_file)),
        stdout=asyncio.subprocess.PIPE,
    )
    out, _ = await process.communicate()
    assert process.returncode == 0
    assert {"ru": "Телефоны и транки", "en": "Phones and trunks"}[language] in out.decode()
    assert {"ru": "ошибка: 0", "en": "error: 0"}[language] in out.decode()


async def test_a_department_file_that_has_changed_since_the_dialplan_was_printed(
    open_house: Opener, pbx: Asterisk
) -> None:
    house = await open_house(mode=Mode.SECRETARY)
    await house.stop()
    assert not [text for text in await told(house, area="dialplan") if "диалплан" in text]
    settings = house.app.config.settings
    text = dialplan(settings, house.app.config.ari.app, Pbx.ASTERISK)
    context = text[text.rindex("[stasis-app-fingerprint]") :]
    await pbx.add_dialplan(context)  # what tells; the rest stands there already
    assert "загружен тот диалплан, который печатает stasis-app dialplan" in await told(
        house, area="dialplan", level="ok"
    )
    file = house.config_file.parent / "schedules" / f"{house.department.name}.yaml"
    written = yaml.safe_load(file.read_text())
    written["extension"] = "7798"
    file.write_text(yaml.safe_dump(written))
    errors = await told(house, area="dialplan", level="error")
    assert any(text.startswith("загружен диалплан от других настроек") for text in errors)
