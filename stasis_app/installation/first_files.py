"""The smallest configuration: what an administrator finds, and changes."""

import json
from pathlib import Path

from .pbx import Pbx

FREEPBX_ENDPOINT = "Local/{local}@outbound-allroutes/n"
ASTERISK_ENDPOINT = "PJSIP/{number}@trunk"
PASSWORD = "ARI_PASSWORD"

MAIN = """\
# stasis-app.  Every key with its meaning: stasis-app schema.  After a change: stasis-app check.
# data/ beside this file is where the service keeps its database, and mails while there is no smtp.

ari:
  url: {url}
  username: stasis
  password: ${{{password}}}          # .env beside this file
dial:
  endpoint: {endpoint}
language: {language}
#timezone: Europe/Moscow             # default: the machine's
#workbook: {{source: xlsx, path: schedules/duty.xlsx}}
#mail:
  #smtp: smtp://user:${{SMTP_PASSWORD}}@mail.example.com:587
  #from: Duty <duty@example.com>
"""
SECRETS = """\
# For {main}.  Others may not read this file.
{name}={password}
"""


def main_file(pbx: Pbx | None, endpoint: str | None, language: str) -> str:
    usual = FREEPBX_ENDPOINT if pbx is not None and pbx.freepbx else ASTERISK_ENDPOINT
    return MAIN.format(
        url=pbx.url if pbx is not None else "http://127.0.0.1:8088",
        password=PASSWORD,
        endpoint=json.dumps(endpoint or usual),
        language=language,
    )


def secrets(main: Path, password: str) -> str:
    return SECRETS.format(main=main, name=PASSWORD, password=password)
