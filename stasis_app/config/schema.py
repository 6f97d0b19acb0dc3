"""JSON Schema of both kinds of file, for editors that complete and check YAML."""

import json
from typing import Any

from .department_file import DepartmentFile
from .main_file import MainFile


def schema() -> dict[str, Any]:
    """By kind of file: `config` and `department`."""
    return {
        "config": _schema_of(MainFile.model_json_schema(), "stasis-app: config.yaml"),
        "department": _schema_of(
            DepartmentFile.model_json_schema(), "stasis-app: schedules/<department>.yaml"
        ),
    }


def _schema_of(made: dict[str, Any], title: str) -> dict[str, Any]:
    for model in (made, *made.get("$defs", {}).values()):
        for field in model["properties"].values():
            field.pop("title", None)  # the key again, in other letters
            if field.get("type") in ("boolean", "integer") and "default" in field:
                field["default"] = json.loads(field["default"])  # text in the model
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **made, "title": title}
