"""What the child process does: sets a record as PDF. Loads nothing of Carnet's, so that the process is soon there."""

import base64
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typst

TEMPLATE = (Path(__file__).parent / "record.typ").read_bytes()
# Tagged, for whoever has it read aloud, and with all it needs inside, for whoever opens it in thirty years.
STANDARDS: Any = ["a-2a", "ua-1"]


def typeset(data: bytes) -> Iterator[str]:
    """JSON in the form record.typ reads; the PDF in base64. Raises TypstError."""
    compiler = typst.Compiler(
        TEMPLATE,
        font_paths=typst.Fonts(include_system_fonts=False),
        sys_inputs={"data": data.decode()},
    )
    made = compiler.compile(format="pdf", pdf_standards=STANDARDS)
    assert isinstance(made, bytes)
    yield base64.b64encode(made).decode()
