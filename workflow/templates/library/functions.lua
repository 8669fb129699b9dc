-- Parser functions and magic words that depend on nothing but the page. Arguments of a parser function are
-- all positional: {{#if:x|a=b}} has the argument "a=b".

local expression = require 'expression'
local helpers = require 'helpers'
local numbers = require 'numbers'
local page = require 'page'
local sets = require 'sets'

local templates, define = helpers.new()
local given = helpers.given

define('#if:', function(arguments) return given(arguments[1]) and arguments[2] or not given(arguments[1]) and arguments[3] or '' end)
define('#ifeq:', function(arguments)
  local one, other = arguments[1] or '', arguments[2] or ''
  local same = one == other or tonumber(one) ~= nil and tonumber(one) == tonumber(other)
  return same and arguments[3] or not same and arguments[4] or ''
end)
define('#ifexpr:', function(arguments)
  local value = expression.value(arguments[1] or '')
  if not value then return '' end
  return value ~= 0 and arguments[2] or value == 0 and arguments[3] or ''
end)
define('#iferror:', function(arguments) return arguments[3] or arguments[1] or '' end)
define('#ifexist:', function(arguments) return arguments[2] or '' end)
define('#switch:', function(arguments)
  local wanted, falls = arguments[1] or '', false
  local default = ''
  for index = 2, #arguments do
    local case, value = arguments[index]:match '^([^=]*)=%s*(.*)$'
    if case then
      case = sets.trim(case)
    else
      case = arguments[index]
      if index == #arguments then return falls and case or case end
    end
    if case == wanted then falls = true end
    if value and falls then return value end
    if value and case == '#default' then default = value end
  end
  return default
end)
define('#expr:', function(arguments)
  local value = expression.value(arguments[1] or '')
  return value and expression.text(value)
end)

-- {{#tag:ref|…}} is the tag; those that show their text are kept.
define('#tag:', function(arguments)
  local name, text = (arguments[1] or ''):lower(), arguments[2]
  local shown = {
    math = true, poem = true, pre = true, syntaxhighlight = true, nowiki = true, blockquote = true, code = true,
    sup = true, sub = true, small = true, chem = true, ce = true,
  }
  return shown[name] and text and '<' .. name .. '>' .. text .. '</' .. name .. '>' or nil
end)

define('lc:', function(arguments) return pandoc.text.lower(arguments[1]) end)
define('uc:', function(arguments) return pandoc.text.upper(arguments[1]) end)
local function with_first(change)
  return function(arguments)
    local first, rest = arguments[1]:match('^([%z\1-\127\194-\244][\128-\191]*)(.*)$')
    return first and change(first) .. rest or arguments[1]
  end
end
define('lcfirst:', with_first(pandoc.text.lower))
define('ucfirst:', with_first(pandoc.text.upper))
define('formatnum:', function(arguments)
  if given(arguments[2]) == 'R' then return (arguments[1]:gsub(',', '')) end
  return numbers.grouped(arguments[1])
end)
define('plural:', function(arguments) return tonumber(arguments[1]) == 1 and arguments[2] or arguments[3] or arguments[2] end)
define('grammar:', function(arguments) return arguments[2] end)
define('gender:', function(arguments) return arguments[4] or arguments[2] end)

-- {{padleft:7|3}} → "007"
local function padded(left)
  return function(arguments)
    local text, with = arguments[1], given(arguments[3]) or '0'
    local missing = math.min(tonumber(arguments[2] or '') or 0, 500) - (utf8.len(text) or #text)
    if missing <= 0 then return text end
    local fill = with:rep(math.ceil(missing / #with)):sub(1, math.floor(missing))
    return left and fill .. text or text .. fill
  end
end
define('padleft:', padded(true))
define('padright:', padded(false))
define('#titleparts:', helpers.shows(1))
define('urlencode:|anchorencode:|#explode:', helpers.shows(1))
define('ns:|nse:|int:|localurl:|fullurl:|canonicalurl:|filepath:', false)

-- Magic words of the page.
define([[
  pagename|subpagename|basepagename|fullpagename|articlepagename|subjectpagename|pagenamee|fullpagenamee|
  rootpagename|pagename2]], function() return page.title end)
define('pagenamebase|pagename base|page name', function() return (page.title:gsub('%s*%b()$', '')) end)
define('namespace|subjectspace|articlespace|talkspace|namespacenumber', helpers.constant(''))
define('sitename', false)

-- What the time, the wiki or its readers decide is left out, as is what only sets something up.
define([[
  currentyear|currentmonth|currentmonth1|currentmonth2|currentmonthname|currentmonthnamegen|currentmonthabbrev|
  currentday|currentday2|currentdayname|currentdow|currenttime|currenthour|currentweek|currenttimestamp|
  currentversion|localyear|localmonth|localmonthname|localmonthabbrev|localday|localday2|localdayname|localdow|
  localtime|localhour|localweek|localtimestamp|revisionid|revisionday|revisionday2|revisionmonth|revisionmonth1|
  revisionyear|revisiontimestamp|revisionuser|revisionsize|numberofarticles|numberofpages|numberoffiles|
  numberofusers|numberofactiveusers|numberofadmins|numberofedits|server|servername|scriptpath|stylepath|
  contentlanguage|contentlang|directionmark|dirmark|pageid|#time:|#timel:|#babel:|#coordinates:|#lst:|
  #lsth:|#lstx:|#section:|#section-h:|#section-x:|#related:|#property:|#statements:|#assessment:|
  #mapframe:|#parsoidfragment:|numberingroup:|pagesincategory:|pagesincat:|pagesize:|protectionlevel:|
  displaytitle:|defaultsort:|defaultsortkey:|defaultcategorysort:|notoc|nogallery|#seo:|#vardefine:|#var:|portal:|
  wikipedia:|user:|noexternallanglinks|special:|category:|help:|talk:]], false)

return templates
