"""The JSON Schema that editors read."""

from typing import Any

import pytest

from stasis_app.config import schema

SCHEMAS = schema()


def models(schema_of_a_file: dict[str, Any]) -> list[dict[str, Any]]:
    return [schema_of_a_file, *schema_of_a_file["$defs"].values()]


@pytest.mark.parametrize("kind", ["config", "department"])
def test_every_key_is_described(kind: str) -> None:
    for model in models(SCHEMAS[kind]):
        assert model["additionalProperties"] is False
        assert model["description"]
        for key, field in model["properties"].items():
            assert field.get("description"), f"{model['title']}.{key}"


def test_what_is_required() -> None:
    config, department = SCHEMAS["config"], SCHEMAS["department"]
    assert config["required"] == ["ari", "dial"]
    assert config["$defs"]["Ari"]["required"] == ["url", "username", "password"]
    assert config["$defs"]["Dial"]["required"] == ["endpoint"]
    assert department["required"] == ["department", "dids", "schedule"]
    assert department["$defs"]["Schedule"]["required"] == ["sheet"]


def test_defaults_are_written_as_in_the_files() -> None:
    duty = SCHEMAS["department"]["$defs"]["Duty"]["properties"]
    assert duty["timeout"]["default"] == "60s"
    assert duty["rounds"]["default"] == 1
    assert duty["confirm"]["default"] is False
    assert SCHEMAS["config"]["$defs"]["Web"]["properties"]["listen"]["default"] == "127.0.0.1:8080"


def test_keys_are_named_as_in_the_files() -> None:
    assert "from" in SCHEMAS["config"]["$defs"]["Mail"]["properties"]
    assert "continue" in SCHEMAS["department"]["$defs"]["Secretary"]["properties"]
