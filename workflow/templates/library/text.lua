-- Templates that show their arguments: wrappers, quotations, languages, lists, single characters.

local page = require 'page'

local templates = {}

local function define(names, render)
  for name in names:gmatch('[^,]+') do templates[name] = render end
end

local function argument(number)
  return function(arguments) return arguments[number] end
end

local function constant(text)
  return function() return text end
end

local function joined(separator)
  return function(arguments)
    local items = {}
    for _, item in ipairs(arguments) do
      if item ~= '' then items[#items + 1] = item end
    end
    return table.concat(items, separator)
  end
end

-- Wrappers that change only how their text looks.
define('nowrap,nobr,nobreak,no wrap,small,smaller,big,larger,resize,mono,code,kbd,samp,var,em,strong,nobold,noitalic', argument(1))
define('center,centre,smallcaps,sc,smallcaps2,mvar,math,visible anchor,vanchor,not a typo,proper name,title', argument(1))
define('pad,padl,nowrap begin,nowrap end,clear,-', constant(''))
define("abbr,abbrlink,tooltip,h:title,define", argument(1))
define('color,colour,font color', argument(2))

-- Characters.
define('ndash,en dash,endash', constant('–'))
define('mdash,em dash,emdash', constant('—'))
define('snd,spnd,spaced ndash,spaced en dash,sndash,dash', constant(' – '))
define('spaced mdash,smd,snd2', constant(' — '))
define('nbsp,space,spaces,thin space,thinsp,hair space,pad space,zwsp', constant(' '))
define("',apostrophe", constant("'"))
define("'s", constant("'s"))
define('=', constant('='))
define('*,·,dot,middot,bullet,•', constant(' · '))
define('sup', function(arguments) return arguments[1] and '<sup>' .. arguments[1] .. '</sup>' end)
define('sub', function(arguments) return arguments[1] and '<sub>' .. arguments[1] .. '</sub>' end)
define('+', constant('<sup>+</sup>'))

-- In a table's or template's source {{!}} stands for the bar; inside prose it is one.
define('!', constant('|'))

-- Writing. {{sic}} marks the word before it.
define('sic', function(arguments) return (arguments[1] or '') .. (arguments[2] or '') end)
define('as of,asof', function(arguments)
  local lower = arguments.lc == 'y' or arguments.lc == 'yes'
  local since = arguments.since == 'y' or arguments.since == 'yes'
  local words = since and (lower and 'since ' or 'Since ') or (lower and 'as of ' or 'As of ')
  if arguments.alt then return arguments.alt end
  local date = arguments[1]
  if arguments[2] and tonumber(arguments[2]) then
    date = require('dates').words(arguments[1], arguments[2], arguments[3], arguments.df == 'US')
  end
  return date and words .. date
end)

local function quotation(arguments)
  local text = arguments[1] or arguments.text or arguments.quote or arguments.content
  local speaker = arguments[2] or arguments.author or arguments.by or arguments.sign
  local source = arguments[3] or arguments.source or arguments.title
  if not text then return nil end
  local by = {}
  for _, item in ipairs({ speaker or '', source or '' }) do
    if item ~= '' then by[#by + 1] = item end
  end
  local credit = #by > 0 and '\n\n— ' .. table.concat(by, ', ') or ''
  return '\n<blockquote>\n' .. text .. credit .. '\n</blockquote>\n'
end
define('quote,blockquote,cquote,quotation,bq,quote box,rquote,block quote,pull quote,centered pull quote', quotation)

-- Languages.
define('lang,transliteration,transl,wikt-lang,rtl-lang,lang-x', function(arguments)
  -- {{transl|ar|ALA-LC|text}}: the text is last
  return arguments.text or arguments[3] or arguments[2]
end)
define('ipa,ipac-en,ipa-en,ipa-all,respell,pron,audio-ipa', function(arguments)
  local text = arguments[1]
  if text and text:match('^%a%a%a?$') and arguments[2] then text = arguments[2] end
  return text
end)
define('nihongo,japanese,nihongo2,nihongo3', function(arguments)
  local english, kanji, romaji = arguments[1] or '', arguments[2] or '', arguments[3] or ''
  local inside = {}
  for _, item in ipairs({ kanji, romaji ~= '' and "''" .. romaji .. "''" or '' }) do
    if item ~= '' then inside[#inside + 1] = item end
  end
  if english == '' then return table.concat(inside, ', ') end
  return english .. (#inside > 0 and ' (' .. table.concat(inside, ', ') .. ')' or '')
end)
define('ill,interlanguage link,link-interwiki,iw2', function(arguments) return arguments.lt or arguments.display or arguments[1] end)

-- Lists.
define('ubl,unbulleted list,ublist,plain list,hlist,flatlist,plainlist,flat list,cslist,comma separated entries', function(arguments)
  local items = {}
  for _, item in ipairs(arguments) do
    item = item:gsub('^[*#%s]+', ''):gsub('\n[*#%s]+', ', ')
    if item ~= '' then items[#items + 1] = item end
  end
  return table.concat(items, ', ')
end)
define('div col,colbegin,col-begin,columns-list,div col end,colend,col-end', function(arguments)
  return arguments[1] and '\n' .. arguments[1] .. '\n' or ''
end)

-- Ships: {{ship|MV|Corncrake}} and its kin name the ship in italics.
define('ship', function(arguments)
  local prefix = arguments[1] and arguments[1] ~= '' and arguments[1] .. ' ' or ''
  return arguments[2] and prefix .. "''" .. arguments[2] .. "''"
end)
for _, prefix in ipairs({ 'USS', 'HMS', 'SS', 'MV', 'RMS', 'HMAS', 'HMCS', 'MS', 'SMS' }) do
  templates[prefix:lower()] = function(arguments)
    return arguments[1] and prefix .. " ''" .. arguments[1] .. "''"
  end
end

-- Magic words and parser functions that are plain enough.
define('pagename,subpagename,basepagename,fullpagename', function() return page.title end)
define('lc:', function(arguments) return pandoc.text.lower(arguments[1]) end)
define('uc:', function(arguments) return pandoc.text.upper(arguments[1]) end)
define('lcfirst:,ucfirst:', argument(1))

define('plural,br separated entries', joined(', '))

return templates
