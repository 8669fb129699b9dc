-- Text in other languages, its romanization and meaning: {{lang-fr|échelle courte}} is "French: échelle courte".

local helpers = require 'helpers'
local languages = require 'languages'

local templates, define = helpers.new()
local given, pick, list, yes = helpers.given, helpers.pick, helpers.list, helpers.yes

-- {{lang|fr|text}}; {{transl|ar|ALA-LC|text}}: the text is last.
define([[
  lang|transliteration|transl|translit|wikt-lang|rtl-lang|lang-x|xlit|lang-latn|langn]], helpers.shows('text', 3, 2))
define([[
  hebrew|hebr|ivrit|script|script2|arabic|naskh|nastaliq text|urdu|unicode|polytonic|greek|cyrl|cyrillic|fontth|
  zh-tw|my|burmese|khmer|thai|tamil|devanagari|coptic|gothic|runic|runes|syriac|hebrew font|nq|nastaliq|linear b|
  cuneiform|ogham|pali text|lang-ar-at|allah|sinhala|pinyin|jyutping|wade-giles|wg|hanyu|tone superscript|mongol|
  mongolunicode|mongolian|egyptian|smallcaps phonetic|isawd|runetext|bengali|hanja text|lao|sanskrit|avestan|
  armenian text|geez|ethi|ethiopic|grc text|nko|hunminjeongeum|cjkv|aramaic|samaritan|tibetan text|
  phoenician]], helpers.shows(2, 1))
define('script/*', helpers.shows(1)) -- {{script/Arabic|…}}
define('script|nastaliq', helpers.shows(2))

-- "French: échelle courte, romanized: …, lit. '…'" of a language and what was said of its text.
local function labelled(label, text, latin, meaning)
  local parts = { (label and label .. ': ' or '') .. text }
  if latin then parts[#parts + 1] = 'romanized: ' .. latin end
  if meaning then parts[#parts + 1] = "lit. '" .. meaning .. "'" end
  return table.concat(parts, ', ')
end

-- Whether a text needs no romanization: it has no letter of a script after the Latin ones.
local function is_latin(text)
  for _, code in utf8.codes(text, true) do
    if code >= 0x370 and code < 0x1d00 or code >= 0x2c80 then return false end
  end
  return true
end

local function in_language(code, arguments, first)
  local text = pick(arguments, first, 'text')
  if not text then return nil end
  local label = pick(arguments, 'label') or languages.name(code)
  if arguments.label == '' or arguments.label == 'none' or arguments.links == 'none' then label = nil end
  local second = utf8.len(text) and is_latin(text) and 'none' or first + 1
  local latin = pick(arguments, 'translit', 'transliteration', 'tr', second)
  return labelled(label, text, latin, pick(arguments, 'lit', 'translation', first + 2, second == 'none' and first + 1 or 'none'))
end
define('lang-*', function(arguments, name) return in_language(name:sub(6), arguments, 1) end)
define('langx', function(arguments) return given(arguments[1]) and in_language(arguments[1], arguments, 2) end)
define([[
  lang-sr-latn-cyrl|lang-sr-cyrl-latn|lang-sh-cyrl-latn|lang-sh-latn-cyrl|lang-su-fonts]], function(arguments, name)
  local label = name:find('-sh-', 1, true) and 'Serbo-Croatian' or 'Serbian'
  return label .. ': ' .. table.concat(list(arguments), ' / ')
end)
define('lang-rus', function(arguments)
  local text, latin = pick(arguments, 1), pick(arguments, 2, 'r')
  local sound = pick(arguments, 'p')
  return text and 'Russian: ' .. text .. (latin and ', romanized: ' .. latin or '') .. (sound and ', IPA: [' .. sound .. ']' or '')
end)
define('literal translation|lit|lit.|literally', function(arguments)
  local texts = list(arguments)
  for index, text in ipairs(texts) do texts[index] = "'" .. text .. "'" end
  return #texts > 0 and 'lit. ' .. table.concat(texts, ' or ') or 'lit.'
end)
define('trans|in english', function(arguments) return given(arguments[1]) and "transl. '" .. arguments[1] .. "'" end)
define('etymology|langetym', function(arguments)
  local parts = {}
  for first = 1, 12, 3 do
    local code, word, meaning = given(arguments[first]), given(arguments[first + 1]), given(arguments[first + 2])
    if not code or not word then break end
    parts[#parts + 1] = 'from ' .. (languages.name(code) or code) .. ' ' .. word .. (meaning and " '" .. meaning .. "'" or '')
  end
  return #parts > 0 and table.concat(parts, ', ') or nil
end)

-- Labels of the parts that a text of East Asian languages has, in the order of their names.
local CHINESE = {
  { 'c', 'Chinese' }, { 's', 'simplified Chinese' }, { 't', 'traditional Chinese' }, { 'p', 'pinyin' },
  { 'tp', 'Tongyong Pinyin' }, { 'w', 'Wade–Giles' },
  { 'j', 'Jyutping' }, { 'cy', 'Cantonese Yale' }, { 'poj', 'Pe̍h-ōe-jī' }, { 'tl', 'Tâi-lô' }, { 'zhu', 'Zhuyin' },
  { 'sl', 'Sidney Lau' }, { 'phfs', 'Pha̍k-fa-sṳ' },
}
local KOREAN = {
  { 'hangul', 'Korean' }, { 'hanja', 'Hanja' }, { 'rr', 'RR' }, { 'mr', 'MR' }, { 'context', 'North Korean' },
}
local VIETNAMESE = {
  { 'v', 'Vietnamese' }, { 'qn', 'Vietnamese alphabet' }, { 'hn', 'Chữ Hán' }, { 'cn', 'chữ Nôm' },
}

local function by_parts(arguments, parts, positions)
  local out, unlabelled = {}, arguments.labels == 'no' or arguments.label == 'no'
  for _, part in ipairs(parts) do
    local key, label = part[1], part[2]
    local text = pick(arguments, key, positions and positions[key] or key)
    if key == 'hangul' and arguments.label == 'none' then label = nil end
    if text then out[#out + 1] = (label and not unlabelled and label .. ': ' or '') .. text end
  end
  local meaning = pick(arguments, 'l', 'lit')
  if meaning then out[#out + 1] = "lit. '" .. meaning .. "'" end
  return #out > 0 and table.concat(out, '; ') or nil
end
define('zh|lang-zh|zh-cpw|zh-full|zh-tsp|zh-stp|zh-cp|zh-tp|zh-cl|chinese|zh-c|zh-t|zh-s|zh-sp', function(arguments)
  if arguments.s and arguments.s == arguments.t then arguments.c, arguments.s, arguments.t = arguments.s, nil, nil end
  return by_parts(arguments, CHINESE, { c = 1 })
end)
define('korean|ko-hhrm|korean/auto|ko|lang-ko-hhrm', function(arguments) return by_parts(arguments, KOREAN, { hangul = 1, hanja = 2, rr = 3, mr = 4 }) end)
define('vie|viet|lang-vi-hantu', function(arguments) return by_parts(arguments, VIETNAMESE, { v = 1 }) end)
define('linktext-zh|zhi|lang-zh2|zhp|kor|ko-inline', helpers.shows(1))

-- {{nihongo|Skerrow|岩礁|Gansho|extra|extra2}} → "Skerrow (岩礁, Gansho, extra) extra2".
local function nihongo(outside, ...)
  local inside = { ... }
  return function(arguments)
    local parts, first = {}, pick(arguments, outside)
    for _, position in ipairs(inside) do
      local text = pick(arguments, position)
      if text then parts[#parts + 1] = position == 3 and "''" .. text .. "''" or text end
    end
    if not first then return #parts > 0 and table.concat(parts, ', ') or nil end
    local last = pick(arguments, 5, 'extra2')
    return first .. (#parts > 0 and ' (' .. table.concat(parts, ', ') .. ')' or '') .. (last and ' ' .. last or '')
  end
end
define('nihongo|japanese|nihongo core|nihongo-s|nihongo title|lang-ja-full', nihongo(1, 2, 3, 4))
define('nihongo2|nihongo2-s', helpers.shows(1))
define('nihongo3|nihongo 3', nihongo(3, 2, 1, 4))
define('nihongo4|nihongo krt|nihongo kanji', nihongo(2, 3, 1, 4))
define('nihongo foot|nihongo footnote|efn-ja|nihongo tooltip', helpers.shows(1))

-- {{Arabic Unicode|…}}, {{okina}} … of names.
define('nastaliq alphabet|lang-fa-nastaliq', helpers.shows(1))
define('in lang|language icon|link language|languageicon|lang icon', false)
define('isolang|iso 639 name|language name|iso639 name|lang name', function(arguments)
  return given(arguments[1]) and (languages.name(arguments[1]) or arguments[1])
end)
define('iso 639 name *|iso639 *', function(_, name) return languages.name(name:match('%S+$')) end)
define('native name list|native names', function(arguments)
  local names = {}
  for index = 1, 9 do names[#names + 1] = pick(arguments, 'name' .. index) end
  return #names > 0 and table.concat(names, ', ') or nil
end)
define('patronymic name|family name explanation|eastern name order', false)
define('translated inline', function(arguments) return yes(arguments.show) and arguments[1] or nil end)

return templates
