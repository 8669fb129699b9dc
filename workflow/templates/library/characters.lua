-- Templates that stand for a few characters: dashes, spaces, letters, signs, and brackets around their argument.

local helpers = require 'helpers'

local templates, define = helpers.new()
local constant, pick = helpers.constant, helpers.pick

-- A line for each text: the text, and after a space the names that show it.
local CHARACTERS = [[
– ndash|en dash|endash|nd|–|nsndns
— mdash|em dash|emdash|md|—|mdashb
― horizontal bar
‑ nbhyphen|nbhyph|non-breaking hyphen|nbh
- hyphen
' '|apostrophe|’|apos
's 's|’s
s' s'
" "
'" '"
"' "'
“ “|ldquo
” ”|rdquo
ʻ okina|ʻ
ʾ hamza|hamzah|aleph
ʿ ayin|ʿ|ain
ʼ saltillo
= =|equals|equal
{ (
} )
[ !(|bracket open
] )!
<sup>+</sup> +
\ \|backslash
/ /
… ...|ellipsis|…|hellip
° deg|degree|degree sign
′ prime|′
″ pprime|″|double prime
× times|×
÷ divide|÷
− minus|−
≈ approx|≈
→ rarr|→
← larr|←
↔ harr
⇌ eqm|equilibrium
∞ infinity
π pi
φ phi
τ tau
ħ hbar|h-bar
† dagger|extinct|†|dag|ext|obelus
‡ double-dagger|double dagger|ddagger|‡
§ section sign|§
¶ pilcrow
© copyright
™ tm
♠ spades
♥ hearts
♦ diamonds
♣ clubs
♀ female|♀
♂ male|♂
✓ tick|check|check mark|aye|ya|y&
✗ cross|x mark|xmark|nay|na&
LaTeX latex
TeX tex
BibTeX bibtex
et&nbsp;al. et al|et al.|etal
]]
for text, names in CHARACTERS:gmatch('(%S+) ([^\n]+)') do define(names, constant(text)) end

define('!|pipe|vertical bar', constant('|'))
define('!!', constant('||'))
define('snd|spnd|spaced ndash|spaced en dash|sndash|dash|snds|spndash|spaced endash|nbspndash', constant(' – '))
define('spaced mdash|smd|snd2|spaced em dash', constant(' — '))
define('*|·|dot|middot|•|bull|bullet|wdot|dot separator', constant(' · '))
define([[
  nbsp|space|spaces|thin space|thinsp|hair space|hairsp|pad space|ensp|emsp|en space|em space|figure space|nnbsp|
  quad|in5|i5|0|00|nbs|spc|' "|" '|-"|-']], constant(' '))
define("' \"|'-\"|' (\"", constant("'\""))
define("\" '|\"-'", constant("\"'"))
define('-"', constant('"'))
define([[
  zwsp|zwnj|zwj|shy|wbr|wj|padl|pad|nowrap begin|nowrap end|nowrapbegin|nowrapend|clear|-|allow wrap|lrm|rlm|
  avoid wrap|word joiner|zero width joiner|zero width space|void|null|noop|nop|nwb|nwe|phantom|emsp pad|
  break anywhere]], constant(''))

-- The cells of a table say this unless they are told something else.
for _, word in ipairs({
  'Yes', 'No', 'N/A', 'TBA', 'TBD', 'Partial', 'Maybe', 'None', 'Won', 'Nominated', 'Pending', 'Proposed',
  'Optional',
}) do
  define(word:lower(), function(arguments) return pick(arguments, 1) or word end)
end
templates.nom, templates.na, templates.nonfree = templates.nominated, templates['n/a'], templates.no

-- What stands before and after the argument, and the names.
local AROUND = {
  { '⟨', '⟩', 'angbr|angle bracket|grapheme|angle brackets|angbr ipa' },
  { '[', ']', 'bracket|brackets|square brackets|sqbr|interp|ipablink|ipa blink' },
  { '(', ')', 'parenthesis|parentheses|paren' },
  { '{', '}', 'mset|brace|braces' },
  { '"', '"', "\"'|\"'s|quoted" },
  { "'", "'", 'gloss|gls' },
  { '/', '/', 'ipaslink|ipa slink' },
  { '|', '|', 'abs|pipes' },
  { '‖', '‖', 'norm' },
  { '⌊', '⌋', 'floor' },
  { '⌈', '⌉', 'ceil' },
  { '√', '', 'sqrt|radical|radic' },
  { '|', '⟩', 'ket' },
  { '⟨', '|', 'bra' },
  { '*', '', 'reconstruction|recon' },
  { '<sup>', '</sup>', 'sup|superscript|smallsup' },
  { '<sub>', '</sub>', 'sub|subscript' },
}
for _, row in ipairs(AROUND) do
  define(row[3], function(arguments)
    local text = pick(arguments, 1)
    return text and row[1] .. text .. row[2]
  end)
end
-- {{±|0.04}}, {{±|0.3|0.2}}
define('±|+-|plus-minus|plusmn', function(arguments)
  local plus, minus = pick(arguments, 1), pick(arguments, 2)
  if minus then return '<sup>+' .. (plus or '0') .. '</sup><sub>−' .. minus .. '</sub>' end
  return '±' .. (plus or '')
end)
define('numero', function(arguments) return '№' .. (pick(arguments, 1) and ' ' .. arguments[1] or '') end)
define('bra-ket|braket', function(arguments)
  local bra, ket = pick(arguments, 1), pick(arguments, 2)
  return bra and '⟨' .. bra .. '|' .. (ket or '') .. '⟩'
end)

-- {{su|p=+|b=2}}
define('su|subsup|sub sup|supsub|sup sub', function(arguments)
  local raised, lowered = pick(arguments, 'p', 'sup', 1), pick(arguments, 'b', 'sub', 2)
  return (raised and '<sup>' .. raised .. '</sup>' or '') .. (lowered and '<sub>' .. lowered .. '</sub>' or '')
end)

-- {{unichar|E9|latin small letter e with acute}}
define('unichar', function(arguments)
  local code, name = tonumber(arguments[1] or '', 16), pick(arguments, 2)
  if not code or code < 32 or code > 0x10ffff or code >= 0xd800 and code < 0xe000 then return nil end
  return 'U+' .. arguments[1]:upper() .. ' ' .. utf8.char(code) .. (name and ' ' .. name:upper() or '')
end)

return templates
