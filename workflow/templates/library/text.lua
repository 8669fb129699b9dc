-- Templates that show their argument as it is, or nearly so: looks, links, tooltips, code.

local helpers = require 'helpers'
local page = require 'page'

local templates, define = helpers.new()
local given, pick, list, yes = helpers.given, helpers.pick, helpers.list, helpers.yes

-- Wrappers that change only how their text looks.
define([[
  nowrap|nobr|nobreak|no wrap|small|smaller|big|bigger|larger|large|huge|midsize|mono|
  monospace|kbd|samp|var|varserif|serif|sans-serif|em|strong|nobold|noitalic|noitalics|italic correction|normal|
  strikethrough|strike|s|del|ins|underline|u|overline|overbar|overarc|bold|i|b|italic|italics|center|centre|
  centered|smallcaps|smallcaps all|sc|sc2|sc1|caps|aut|smallcaps2|mvar|math|bigmath|tmath|proper name|
  visible anchor|vanchor|vanc|not a typo|typo|proper|as written|block|div|span|nowrap links|keep|raise|
  lower|larger math|hilite|gap|stack|justify|left|right|allcaps|uppercase|delink|plainlinks|plain link|
  run-in heading|fake heading|subheading|pseudo heading|xt|!xt|mxt|green|red|blue|gray|grey|purple|orange|brown|
  maroon|olive|teal|pink|emphasis|rotate|vertical text|vertical header|vert header|vertical|rotated|nowiki|
  booktitle|songtitle|ipa text|iast|disp|nonbreaking|transliterated|white|black|lang2|vunblist one|
  smallmath|boxed text|framebox|frame|uline|dotted underline|background color|dfn|first|text|vr]], helpers.shows(1))
define('resize|font size|fontsize|longitem|align', helpers.shows(2, 1)) -- {{resize|120%|…}}
define('abbr|abbrlink|abbreviation|abbrv|tooltip|tt|h:title|define|explain|hover title|popup', helpers.shows(1))
define('glossary link|gli|glink|term link', helpers.shows(2, 1))
define([[
  color|colour|font color|fontcolor|colors|fgcolor|textcolor|text color|highlight|bgcolor|background color|
  font colour|colored link|colored text|pcolor|color text]], helpers.shows('text', 3, 2, 1))
define('font', helpers.shows('text', 1))
define('block indent|blockindent|bi|quote indent|indented plain|center block|paragraph indent', function(arguments)
  local text = pick(arguments, 1, 'text')
  return text and '\n\n' .. text .. '\n\n'
end)
define('pre|pre2|syntax|prettyprint', function(arguments)
  local text = pick(arguments, 2, 1)
  return text and '\n<pre>' .. text .. '</pre>\n'
end)
define('code|codes|inline code', function(arguments)
  local text = pick(arguments, 1, 'code')
  return text and '<code>' .. text .. '</code>'
end)
define('tag|xmltag|html element|element tag', function(arguments)
  local name, form = pick(arguments, 1), pick(arguments, 2) or 'pair'
  if not name then return nil end
  local open, close = '&lt;' .. name .. '&gt;', '&lt;/' .. name .. '&gt;'
  if form:find('^o') or form:find('^s') then return open end
  return form:find('^c') and close or open .. (pick(arguments, 'content') or '...') .. close
end)
define('tl|tlx|tlc|tld|tlp|tlf|tls|temp|tnull|template link|para|tlg|tli', function(arguments)
  return table.concat(list(arguments), '|')
end)
define('key press|keypress|key|keys|key top|button', function(arguments)
  return table.concat(list(arguments), pick(arguments, 'chain') or '+')
end)
define('menu|menu item|button link', function(arguments) return table.concat(list(arguments), ' → ') end)

-- {{sic|Adenan|thes}} is one word; alone, the mark stands for itself.
define('sic|as in original', function(arguments)
  local text = table.concat({ given(arguments[1]) or '', given(arguments[2]) or '' })
  if yes(arguments.hide) then return text end
  local reason = pick(arguments, 'expected')
  return text .. (text ~= '' and ' ' or '') .. '[sic' .. (reason and ': ' .. reason or '') .. ']'
end)
define('not sic|notsic|as is', function(arguments) return table.concat(list(arguments)) end)

-- Links. A name is shown without what tells it from others.
local function plain(name)
  return name and name:gsub('^:', ''):gsub('_', ' ')
end
define([[
  ill|interlanguage link|link-interwiki|iw2|illm|interlanguage link multi|ill-wd|ill-wd2|ill2|
  red link with interwiki]], function(arguments)
  local first, second = given(arguments[1]), given(arguments[2])
  if first and second and first:find('^%l%l%l?$') then first = pick(arguments, 4, 3) or second end -- the language first
  return pick(arguments, 'lt', 'display', 'label') or plain(first)
end)
define('annotated link|anl|annli', function(arguments)
  return pick(arguments, 'display', 2) or plain(given(arguments[1]))
end)
define('section link|slink|sect link|sectlink|seclink', function(arguments)
  local parts = list(arguments, 2)
  local name, nopage = plain(given(arguments[1])), yes(arguments.nopage)
  if pick(arguments, 'display') then return arguments.display end
  for index, part in ipairs(parts) do parts[index] = '§ ' .. part end
  if name and not nopage then table.insert(parts, 1, name) end
  return table.concat(parts, ' ')
end)
define('no redirect|noredirect|-r|link if exists|wikilink|red link|redlink|srlink|category link|cl', function(arguments)
  return pick(arguments, 2) or plain(given(arguments[1]))
end)
define([[
  see below|see above|below|above|crossreference|crossref|xref|cross-reference|printworthy selfref|
  crf]], function(arguments, name)
  local text = pick(arguments, 1)
  return text or name:find('^see ') and '(' .. name .. ')' or nil
end)
define('linktext|link text', function(arguments)
  return table.concat(list(arguments), pick(arguments, 'pref') or '')
end)
define('wiktlang|wt', helpers.shows(3, 2))
define('wikt|wiktionary link|wikt link|wtl|wiktionary inline link|w link|wict|wikilink to', helpers.shows(2, 1))
define('w|wp|ws link', helpers.shows(2, 1))
define('url|official url|website link|plain url', function(arguments)
  local text = pick(arguments, 2)
  if text then return text end
  local address = pick(arguments, 1)
  return address and address:gsub('^%a+://', ''):gsub('^www%.', ''):gsub('/$', '')
end)
define('mailto|email|no spam|nospam|email address', function(arguments) return table.concat(list(arguments), '@') end)

-- Names and titles.
define('pagenamebase|pagename base|page name', function() return (page.title:gsub('%s*%b()$', '')) end)
define('sortname|sort name|sortname2', function(arguments)
  local first, last = pick(arguments, 1, 'first'), pick(arguments, 2, 'last')
  return first and last and first .. ' ' .. last or first or last
end)
define('sort|sorttext|sort text|dsort|sortkey text', helpers.shows(2, 1))
define('native name|nativename|native phrase|native_name', function(arguments) return pick(arguments, 2) end)
define('based on|basedon', function(arguments)
  local work, author = pick(arguments, 1), pick(arguments, 2)
  return work and work .. (author and ' by ' .. author or '')
end)
define('post-nominals|postnominals|post nominals', function(arguments) return table.concat(list(arguments), ' ') end)
define('hidden|collapse|hidden text|collapsed', function(arguments)
  local title, text = pick(arguments, 'header', 'title', 1), pick(arguments, 'content', 'text', 2)
  return text and '\n' .. (title and title .. '\n\n' or '') .. text .. '\n'
end)
define('ruby|ruby-ja|ruby-zh-b|ruby-zh-p|furigana', function(arguments)
  local base, above = pick(arguments, 1), pick(arguments, 2)
  return base and base .. (above and ' (' .. above .. ')' or '')
end)
define('br|break|crlf|crlf2|paragraph break|pb|line break', helpers.constant('<br />'))
define('binom|binomial|tbinom', function(arguments)
  local above, below = pick(arguments, 1), pick(arguments, 2)
  return above and below and '(' .. above .. ' choose ' .. below .. ')'
end)
define('nth root|root', function(arguments)
  local of, degree = pick(arguments, 1), pick(arguments, 2)
  return of and (degree and '<sup>' .. degree .. '</sup>' or '') .. '√' .. of
end)
define('numblk|equation box 1', function(arguments) return pick(arguments, 'equation', 2, 1) end)

return templates
