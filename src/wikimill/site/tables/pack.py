"""Packs the lines that make.php prints into an archive with a file for each language: pack.py core.zip < lines.

The same lines give the same bytes.
"""

from __future__ import annotations

import json
import sys
import zipfile

with zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
    for line in sys.stdin.buffer:
        name = json.loads(line).get("language", "core")
        archive.writestr(zipfile.ZipInfo(f"{name}.json"), line, zipfile.ZIP_DEFLATED, compresslevel=9)
