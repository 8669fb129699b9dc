-- What a wiki's modules do: a function for each thing that they ask of Scribunto.
local forms = {}
local help = require 'Module:Help'

local function listed(args)
  local found = {}
  for name, value in pairs(args) do found[#found + 1] = tostring(name) .. '=' .. value .. ';' .. type(name) end
  table.sort(found)
  return table.concat(found, ' ')
end

function forms.list(frame) return listed(frame.args) end
function forms.parent(frame) return listed(frame:getParent().args) .. ' / ' .. listed(frame.args) end
function forms.upper(frame) return mw.ustring.upper(frame.args[1] or '') .. mw.ustring.len(frame.args[1] or '') end
function forms.sub(frame)
  local from, to = tonumber(frame.args[2]) or 1, tonumber(frame.args[3]) or -1
  return mw.ustring.sub(frame.args[1] or '', math.floor(from), math.floor(to))
end
function forms.find(frame)
  local text, pattern = frame.args[1] or '', frame.args[2] or '%a+'
  local ok, a, b, c = pcall(mw.ustring.find, text, pattern)
  local fine, plain = pcall(string.gsub, text, pattern, '<%0>')
  return ok and fine and tostring(a) .. ',' .. tostring(b) .. ',' .. tostring(c) .. ',' .. plain or 'malformed'
end
function forms.gsub(frame) return (mw.ustring.gsub(frame.args[1] or '', '(%w)(%W*)', '%2%1')) end
function forms.split(frame) return help.join(mw.text.split(frame.args[1] or '', frame.args[2] or ',')) end
function forms.trim(frame)
  return '(' .. mw.text.trim(frame.args[1] or '') .. ')' .. mw.text.truncate(frame.args[1] or '', 4)
end
function forms.nowiki(frame) return mw.text.nowiki(frame.args[1] or '') end
function forms.encode(frame) return mw.text.encode(frame.args[1] or '') .. mw.text.decode(frame.args[1] or '', true) end
function forms.words(frame)
  return mw.text.listToText(mw.text.split(frame.args[1] or '', '%s+')) .. mw.text.tag('b', { class = 'x' }, 'y')
end
function forms.expand(frame)
  return frame:expandTemplate { title = 'Both', args = { frame.args[1] or '', name = 'n' } }
end
function forms.preprocess(frame) return frame:preprocess('{{One|' .. (frame.args[1] or '') .. '}} {{{1|-}}}') end
function forms.call(frame) return frame:callParserFunction('#if', frame.args[1] or '', 'y', 'n') end
function forms.tag(frame) return frame:extensionTag('nowiki', mw.text.killMarkers(frame.args[1] or '')) end
function forms.child(frame)
  local child = frame:newChild { title = 'A', args = { frame.args[1] or '' } }
  return child:preprocess '{{{1}}}/{{{2|}}}' .. child:getTitle() .. frame:getTitle()
end
function forms.html(frame)
  local box = mw.html.create('div'):addClass('a'):css('color', 'red'):attr('title', frame.args[1] or '')
  box:tag('span'):wikitext(frame.args[1]):done():newline():tag('br')
  return tostring(box)
end
function forms.title(frame)
  local title = mw.title.new(frame.args[1] or '', frame.args[2])
  if not title then return 'none' end
  local talk = title.talkPageTitle
  return table.concat({
    title.prefixedText, title.namespace, title.nsText, title.text, title.baseText, title.subpageText, title.rootText,
    title.fragment, tostring(title.isSubpage), talk and talk.fullText or '', title:partialUrl(),
    tostring(title.isContentPage),
  }, '|')
end
function forms.here(frame)
  local title = mw.title.getCurrentTitle()
  return title.fullText .. (mw.title.makeTitle('Template', frame.args[1] or '') or { fullText = '-' }).fullText
end
function forms.number(frame)
  local language = mw.language.getContentLanguage()
  local number = tonumber(frame.args[1]) or 0
  return language:formatNum(number) .. ' ' .. language:plural(number, 'one', 'many') .. ' '
    .. language:lc(frame.args[1] or '') .. language:ucfirst(frame.args[1] or '')
end
function forms.date(frame)
  if not (frame.args[1] or ''):find '%d%d%d%d' then return 'no year' end
  local ok, text = pcall(function()
    return mw.language.getContentLanguage():formatDate(frame.args[2] or 'j F Y', frame.args[1])
  end)
  return ok and text or 'invalid'
end
function forms.data(frame)
  local data = mw.loadData 'Module:Data'
  local found = {}
  for index, value in ipairs(data.list) do found[index] = value end
  return help.join(found) .. #data.list .. tostring(data.names[frame.args[1] or ''])
end
function forms.uri(frame)
  local text = frame.args[1] or ''
  return mw.uri.encode(text) .. mw.uri.encode(text, 'WIKI') .. mw.uri.anchorEncode(text) .. mw.uri.decode(text)
end
function forms.format(frame)
  local number = tonumber(frame.args[1]) or 1.5
  return string.format('%5.2f|%d|%s|%q|%x', number, math.floor(number), tostring(number), frame.args[1] or '', 255)
    .. tostring(number / 3) .. tostring(number * 1e15) .. tostring(number == 1)
end
function forms.json(frame)
  local text = mw.text.jsonEncode { a = { 1, 2 }, b = frame.args[1] or '', c = true }
  return #text .. mw.text.jsonDecode(text).b
end
function forms.message(frame) return mw.message.newRawMessage('$1 of $2', frame.args[1] or '', 2):plain() end
return forms
