"""Options that many commands have."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

CourseOption = Annotated[
    Path, typer.Option("--course", help="The course repository.", show_default="this folder")
]
