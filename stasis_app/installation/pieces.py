"""What goes into Asterisk's own files: a user of the REST interface, and the server it runs on."""

from .pbx import USER, Pbx, has_section

ARI_USER = """\
[{user}]
type = user
; A user that may only read cannot ring anybody.
read_only = no
; Plain text: a hash of it (crypt) makes Asterisk answer five times more slowly.
password_format = plain
password = {password}
"""
GENERAL = "[general]{merge}\nenabled = yes\n"
HTTP = """\
; Room for every request that is under way at once, and the websocket among them.
sessionlimit = 200
; Longer than the client keeps an idle connection (15 s), so that both do not close at once.
session_keep_alive = 30000
"""
LOCAL = "; Only this machine: whoever reaches ARI with the password can make calls.\n"


def ari_file(pbx: Pbx | None) -> str:
    """FreePBX writes ari.conf itself, and includes this one."""
    return "ari_additional_custom.conf" if pbx is not None and pbx.freepbx else "ari.conf"


def ari(pbx: Pbx | None, before: str, password: str) -> str:
    """For the end of ari.conf, which says `before`.  FreePBX has a [general] of its own making."""
    user = ARI_USER.format(user=USER, password=password)
    return user if pbx is not None and pbx.freepbx else _general(before) + "\n" + user


def http(pbx: Pbx | None, before: str) -> str:
    """For the end of http.conf.  An address and a port that are set stay."""
    told = pbx.http if pbx is not None else {}
    lines = _general(before)
    if "bindaddr" not in told:
        lines += f"{LOCAL}bindaddr = 127.0.0.1\n"
    if "bindport" not in told:
        lines += "bindport = 8088\n"
    return lines + HTTP


def _general(before: str) -> str:
    """(+): added to a section that is there; without it Asterisk reads the first one only."""
    return GENERAL.format(merge="(+)" if has_section(before, "general") else "")
