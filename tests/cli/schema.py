"""Holds JSON against the documented schemas: as much of JSON Schema as they use, and no more."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

SCHEMAS = Path(__file__).parents[2] / "docs" / "reference" / "schemas"
TYPES: dict[str, Any] = {
    "string": str,
    "boolean": bool,
    "integer": int,
    "object": dict,
    "array": list,
    "null": type(None),
}
KNOWN = {
    "$schema",
    "$defs",
    "$ref",
    "title",
    "description",
    "type",
    "enum",
    "pattern",
    "properties",
    "required",
    "additionalProperties",
    "items",
}


def read(name: str) -> dict[str, Any]:
    """One of the documented schemas."""
    schema: dict[str, Any] = json.loads((SCHEMAS / f"{name}.json").read_text(encoding="utf-8"))
    return schema


def wrong(value: Any, name: str) -> list[str]:
    """Everything in which a value is not as its schema says."""
    schema = read(name)
    return list(_wrong(value, schema, schema, "$"))


def _wrong(value: Any, schema: dict[str, Any], root: dict[str, Any], at: str) -> Any:
    unknown = set(schema) - KNOWN
    assert not unknown, f"the test does not know {unknown} of JSON Schema"
    if "$ref" in schema:
        yield from _wrong(value, root["$defs"][schema["$ref"].split("/")[-1]], root, at)
        return
    types = schema.get("type", [])
    types = [types] if isinstance(types, str) else types
    if types and not any(_is(value, each) for each in types):
        yield f"{at}: {value!r} is not {types}"
        return
    if "enum" in schema and value not in schema["enum"]:
        yield f"{at}: {value!r} is none of {schema['enum']}"
    if isinstance(value, str) and not re.search(schema.get("pattern", ""), value):
        yield f"{at}: {value!r} does not look like {schema['pattern']}"
    if isinstance(value, list):
        for number, each in enumerate(value):
            yield from _wrong(each, schema.get("items", {}), root, f"{at}[{number}]")
    if isinstance(value, dict):
        yield from _wrong_object(value, schema, root, at)


def _wrong_object(
    value: dict[str, Any], schema: dict[str, Any], root: dict[str, Any], at: str
) -> Any:
    known = schema.get("properties", {})
    for key in schema.get("required", []):
        if key not in value:
            yield f"{at}: no {key}"
    extra = schema.get("additionalProperties", True)
    for key, each in value.items():
        if key in known:
            yield from _wrong(each, known[key], root, f"{at}.{key}")
        elif extra is False:
            yield f"{at}: {key} is not documented"
        elif isinstance(extra, dict):
            yield from _wrong(each, extra, root, f"{at}.{key}")


def _is(value: Any, name: str) -> bool:
    if name == "integer" and isinstance(value, bool):
        return False
    return isinstance(value, TYPES[name])
