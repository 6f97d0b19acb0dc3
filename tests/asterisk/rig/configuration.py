"""Writes an Asterisk's folder: its configuration (from etc/), its sounds, and what it runs in."""

import math
import shutil
import struct
import wave
from dataclasses import dataclass
from pathlib import Path

from .ports import PROVIDER_HOST, Ports

TEMPLATES = Path(__file__).parent / "etc"
EXAMPLES = Path(__file__).parents[3]  # the product's own: so they cannot rot

ARI_USER = "stasis"
ARI_PASSWORD = "rig"

PHONES = range(101, 200)
DEPARTMENTS = range(1, 100)
MUSIC_HZ = 1000
QUEUE_HZ = 1350  # what etc/extensions.conf plays in [ext-queues]

# Asterisk complains when they are missing, and is content when they say nothing.
EMPTY = (
    "acl",
    "confbridge",
    "features",
    "manager",
    "pjproject",
    "pjsip_notify",
    "res_http_media_cache",
    "udptl",
    "websocket_client",
)


@dataclass(frozen=True)
class Phone:
    number: str
    password: str | None


def phones() -> list[Phone]:
    """From 180 on they must know a password."""
    return [Phone(str(number), f"secret-{number}" if number >= 180 else None) for number in PHONES]


def write(folder: Path, inside: Path, ports: Ports) -> None:
    """`inside` is the name by which Asterisk knows the folder."""
    for name in ("etc", "var/keys", "data/sounds", "spool/recording", "run", "log", "moh"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    values = {
        "folder": str(inside),
        "sip_port": str(ports.sip),
        "provider_host": PROVIDER_HOST,
        "provider_port": str(ports.provider),
        "rtp_first": str(ports.rtp_first),
        "rtp_last": str(ports.rtp_last),
        "phones": "\n".join(map(phone, phones())),
        "departments": "\n".join(_department(number) for number in DEPARTMENTS),
    }
    for template in sorted(TEMPLATES.glob("*.conf")):
        (folder / "etc" / template.name).write_text(filled(template.read_text(), values))
    _write_example(folder, "ari", "password = change-me", f"password = {ARI_PASSWORD}")
    _write_example(folder, "http", "bindport = 8088", f"bindport = {ports.http}")
    for name in ("extensions_added", *EMPTY):
        (folder / "etc" / f"{name}.conf").touch()
    shutil.copy(TEMPLATES / "run.sh", folder / "run.sh")
    _write_tone(folder / "moh" / "music.wav", MUSIC_HZ)


def _write_example(folder: Path, name: str, old: str, new: str) -> None:
    text = (EXAMPLES / f"{name}.conf.example").read_text()
    assert text.count(old) == 1, f"{name}.conf.example: {old!r} has to stand there once"
    (folder / "etc" / f"{name}.conf").write_text(text.replace(old, new))


def filled(text: str, values: dict[str, str]) -> str:
    for name, value in values.items():
        text = text.replace(f"@{name}@", value)
    return text


def phone(one: Phone) -> str:
    lines = [
        f"[{one.number}](phone)",
        f"aors = {one.number}",
        f"callerid = Phone {one.number} <{one.number}>",
    ]
    if one.password:
        lines.append(f"auth = {one.number}")
        lines += [f"[{one.number}]", "type = auth", "auth_type = digest"]
        lines += [f"username = {one.number}", f"password = {one.password}"]
    lines.append(f"[{one.number}](line)")
    return "\n".join(lines)


def _department(number: int) -> str:
    code = f"*55{number:02}"
    who = f"*56{number:02}"
    inside = f"77{number:02}"
    return f"""\
exten => {code},hint,Stasis:otdel{number}
exten => {code},1,Gosub(came-as,s,1)
 same => n,Stasis(duty,toggle)
 same => n,Goto(after-code,s,1)
exten => {who},1,Gosub(came-as,s,1)
 same => n,Stasis(duty,who)
 same => n,Goto(after-code,s,1)
exten => {inside},1,Gosub(came-as,s,1)
 same => n,Stasis(duty,oncall,otdel{number})
 same => n,Goto(fallback,s,1)"""


def _write_tone(path: Path, hertz: int) -> None:
    """Ten seconds, without a seam when it is repeated."""
    rate = 8000
    samples = [round(8000 * math.sin(2 * math.pi * hertz * i / rate)) for i in range(10 * rate)]
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(struct.pack(f"<{len(samples)}h", *samples))
