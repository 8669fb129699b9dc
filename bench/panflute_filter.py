"""A panflute filter as people write them: links to their text; footnotes, pictures, tables and raw markup out."""

from __future__ import annotations

import panflute as pf


def action(element: pf.Element, doc: pf.Doc) -> object:
    """See `panflute.run_filter`."""
    if isinstance(element, pf.Note | pf.Image | pf.Table | pf.RawInline | pf.RawBlock):
        return []
    if isinstance(element, pf.Link):
        return list(element.content)
    return None


if __name__ == "__main__":
    pf.run_filter(action)
