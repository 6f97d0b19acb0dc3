"""The configuration: YAML files, read strictly, as typed settings.

    places       which files          environment  what ${NAME} stands for
    files        their texts, and whether they have changed
    document     YAML with the place of every value
    readers      how a value is written; fields, main_file, department_file: which keys there are
    validation   a document as its model; keys: the model as one who mistyped a key needs it
    checks       what one key alone cannot tell; business_hours, loops: of those
    conversion   models as the program's settings; app_config, secret, smtp: what it gets
    load         all of it in order

Whatever is wrong with the files ends in one ConfigErrors that holds every Problem.
"""

from .app_config import AppConfig, Ari, Mail, Web, Workbook, Written
from .files import KeptFiles, Look, look
from .load import database_of, load, schedules_of
from .places import find
from .problems import ConfigErrors, Problem
from .schema import schema
from .secret import Secret
from .smtp import Smtp

__all__ = [
    "AppConfig",
    "Ari",
    "ConfigErrors",
    "KeptFiles",
    "Look",
    "Mail",
    "Problem",
    "Secret",
    "Smtp",
    "Web",
    "Workbook",
    "Written",
    "database_of",
    "find",
    "load",
    "look",
    "schedules_of",
    "schema",
]
