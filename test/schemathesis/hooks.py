"""What schemathesis cannot know from the document: XML as docs/adr/0011-rest-v1.md maps it, and cursors, which only the gateway makes."""

import json
import os
from pathlib import Path
from xml.sax.saxutils import escape

import schemathesis
from hypothesis import strategies as st

# {operationId: {sort or "": cursor}}
CURSORS = json.loads(Path(os.environ["SCHEMATHESIS_CURSORS"]).read_text())


schemathesis.openapi.format("entity-tag", st.sampled_from(["*", "*", '"1.abc"', '"2.abc"', 'W/"1.abc"', '"abc"']))


@schemathesis.hook
def before_call(context, case, kwargs):
    """Cursors must be real ones where valid data is meant. Wrong bodies are JSON: in XML all is text, so most of them would be right; so are
    those with characters that XML does not have."""
    mode = case.meta.generation.mode if case.meta is not None else None
    if mode is not None and mode.is_positive and isinstance(case.query, dict) and "after" in case.query:
        known = CURSORS.get(case.operation.definition.raw.get("operationId"), {})
        cursor = known.get(case.query.get("sort", ""))
        if cursor is None:
            del case.query["after"]
        else:
            case.query["after"] = cursor
    if case.media_type == "application/xml" and ((mode is not None and mode.is_negative) or not all_writable(case.body)):
        case.media_type = "application/json"
        if case.headers is not None and "Content-Type" in case.headers:
            case.headers["Content-Type"] = "application/json"


@schemathesis.serializer("application/xml")
def as_xml(context, value):
    """JSON's names are elements, an array's items are <item>, null is nil="true"."""
    return value if isinstance(value, bytes) else element("body", value).encode()


def element(name, value):
    if value is None:
        return f'<{name} nil="true"/>'
    if isinstance(value, dict):
        content = "".join(element(field, child) for field, child in value.items())
    elif isinstance(value, list):
        content = "".join(element("item", child) for child in value)
    elif isinstance(value, str):
        # Line ends would be read as "\n" by some parsers.
        content = escape(value).replace("\r", "&#13;")
    else:
        content = json.dumps(value)
    return f"<{name}>{content}</{name}>"


def all_writable(value):
    if isinstance(value, dict):
        return all(all_writable(child) for child in value.values())
    if isinstance(value, list):
        return all(all_writable(child) for child in value)
    return not isinstance(value, str) or all(writable(character) for character in value)


def writable(character):
    """Whether XML 1.0 has the character."""
    code = ord(character)
    return character in "\t\n\r" or 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or code >= 0x10000
