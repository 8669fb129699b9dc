"""A wiki of an older or newer release: answers as that release gives them, from `releases/<release>/wiki.json`.

`parameters` are those that the release knows, `values` the values of some, `answers` what it answers to requests that
have what is `asked`; the first that fits counts.
"""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

RELEASES = Path(__file__).parent / "releases"


class ReleaseWiki:
    """Called with the parameters of a request, it returns the result; `warned` counts the results with a warning."""

    def __init__(self, release: str) -> None:
        self.data = json.loads((RELEASES / release / "wiki.json").read_text(encoding="utf-8"))
        self.asked: list[dict[str, str]] = []
        self.warned = 0

    def __call__(self, parameters: dict[str, str]) -> dict[str, Any]:
        self.asked.append(parameters)
        known = set(self.data["parameters"]) | {"prop"}
        warnings = copy.deepcopy(self.data["always"])
        unknown = [name for name in parameters if name not in known]
        self._warn(warnings, "main", "parameter", unknown)
        for name, values in self.data["values"].items():
            odd = [each for each in parameters.get(name, "").split("|") if each and each not in values]
            self._warn(warnings, name, "value", odd, name)
        self.warned += warnings != self.data["always"]
        understood = {name: value.removesuffix("|userinfo") for name, value in parameters.items() if name in known}
        for each in self.data["answers"]:
            if each["asked"].items() <= understood.items():
                return {**copy.deepcopy(each["answer"]), **({"warnings": warnings} if warnings else {})}
        raise AssertionError(f"no answer to {parameters}")

    def _warn(self, warnings: dict[str, Any], module: str, kind: str, odd: list[str], *names: str) -> None:
        forms = self.data["warnings"]
        form = forms[kind if len(odd) == 1 else f"{kind}s"]
        if odd and form:
            separator = forms["separator"] if kind == "parameter" else ", "
            before = warnings.get(module, {}).get(forms["form"], "")
            text = form.format(*names, separator.join(odd))
            warnings[module] = {forms["form"]: f"{before}\n{text}" if before else text}
