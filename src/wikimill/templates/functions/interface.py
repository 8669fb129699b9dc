"""`int`: messages of the wiki's interface; and parser functions that show nothing."""

from __future__ import annotations

from wikimill.templates.call import Call
from wikimill.templates.functions.language import language
from wikimill.templates.functions.messages import message
from wikimill.templates.functions.php import escaped


def int_(call: Call) -> str | None:
    """`{{int:key|$1|…}}`: a message in the wiki's language, expanded; `⧼key⧽` for one that is not known."""
    key = call.first.replace(" ", "_")
    if not key:
        return None
    text = language(call.site).message(key[:1].lower() + key[1:])
    if text is None:
        return f"⧼{call.first}⧽"
    for number, argument in reversed(list(enumerate(call.arguments()[1:], 1))):
        text = text.replace(f"${number}", argument)
    return call.expander.preprocess(text, call.frame)


def nothing(call: Call) -> str:
    """`{{DISPLAYTITLE:…}}`, `{{DEFAULTSORT:…}}` and the like change how the page is shown, not what it says."""
    return ""


def grammar(call: Call) -> str:
    """`{{grammar:case|word}}`: a word in a grammatical case of the wiki's language."""
    return language(call.site).core.inflect(call.expander.markers.kill(call.argument(0)), call.first)


def invoke(call: Call) -> str:
    """`{{#invoke:module|function|…}}`: what a function of a module in Lua makes."""
    modules = call.expander.modules
    if modules is not None:
        return modules.invoke(call)
    return script_error(call, "scribunto-common-nosuchmodule" if call.parts else "scribunto-common-nofunction")


def script_error(call: Call, key: str) -> str:
    """An error of Scribunto, by the message of this key; `#iferror` knows it by the class."""
    text = message(call, key, "", call.first)
    span = f'<span class="scribunto-error" id="mw-scribunto-error-0">{escaped(text)}</span>'
    return f'<strong class="error">{span}</strong>'
