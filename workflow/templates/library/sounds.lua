-- Pronunciation: phonetic transcriptions and respellings.

local helpers = require 'helpers'
local languages = require 'languages'

local templates, define = helpers.new()
local given, pick, list = helpers.given, helpers.pick, helpers.list

-- What may stand before a transcription: {{IPAc-en|UK|…}}, {{IPA-fr|…|pron}}.
local LEADS = {
  pron = 'pronounced', local_ = 'locally', ['local'] = 'locally', ipa = 'IPA:', also = 'also', ['or'] = 'or',
  small = '', all = '',
}
local REGIONS = {
  uk = 'UK', us = 'US', au = 'AU', aus = 'Australian', ca = 'Canada', can = 'Canada', nz = 'New Zealand',
  ie = 'Ireland', ire = 'Ireland', sa = 'South Africa', ['in'] = 'India', rp = 'RP', ga = 'GA',
}
for code, name in pairs(REGIONS) do
  LEADS[code], LEADS[code .. 'also'], LEADS['also' .. code] = name .. ':', name .. ' also', 'also ' .. name .. ':'
end
LEADS.uklang, LEADS.uslang, LEADS.lang = 'British English:', 'American English:', 'English:'

-- Segments that may be typed without the letters of the IPA.
local SEGMENTS = {
  ["'"] = 'ˈ', [','] = 'ˌ', ['"'] = 'ˌ', ['_'] = ' ', [',_'] = ', ', ['i:'] = 'iː', ['u:'] = 'uː', ['o:'] = 'ɔː',
  ['O:'] = 'ɔː', ['a:'] = 'ɑː', ['A:'] = 'ɑː', ['3:r'] = 'ɜːr', ['@'] = 'ə', ['@r'] = 'ər',
  er = 'ɛər', Er = 'ɛər', ['e@r'] = 'ɛər', ir = 'ɪər', ['i@r'] = 'ɪər', ur = 'ʊər', ['or'] = 'ɔːr', ar = 'ɑːr',
  ['A:r'] = 'ɑːr', ['o:r'] = 'ɔːr', I = 'ɪ', E = 'ɛ', ae = 'æ', ['^'] = 'ʌ', V = 'ʌ', U = 'ʊ', O = 'ɒ', Q = 'ɒ',
  ei = 'eɪ', eI = 'eɪ', ai = 'aɪ', aI = 'aɪ', oi = 'ɔɪ', oI = 'ɔɪ', OI = 'ɔɪ',
  ou = 'oʊ', oU = 'oʊ', au = 'aʊ', aU = 'aʊ', sh = 'ʃ', S = 'ʃ', ch = 'tʃ', tS = 'tʃ', zh = 'ʒ', Z = 'ʒ', dZ = 'dʒ',
  dj = 'dʒ', th = 'θ', T = 'θ', dh = 'ð', D = 'ð', ng = 'ŋ', N = 'ŋ', g = 'ɡ', y = 'j', ['·'] = '.', ['-'] = '-',
  wh = 'hw', nj = 'nj', J = 'dʒ', e = 'ɛ', ['1'] = 'ɪ', ['ɵ'] = 'oʊ',
}
local function is_sound_file(text) return text:find('%.%a%a%a%a?$') ~= nil end

define('ipac-en|ipa-cen|ipacen', function(arguments)
  local leads, segments = {}, {}
  for _, segment in ipairs(list(arguments)) do
    local lead = LEADS[segment:lower()]
    if #segments == 0 and lead and not (segment == 'or' or segment == 'ar' or segment == 'ir') then
      leads[#leads + 1] = lead ~= '' and lead or nil
    elseif segment ~= 'icon' and not is_sound_file(segment) then
      segments[#segments + 1] = SEGMENTS[segment] or segment
    end
  end
  if #segments == 0 then return nil end
  leads[#leads + 1] = '/' .. table.concat(segments) .. '/'
  return table.concat(leads, ' ')
end)

-- What {{IPA-xx}} puts before a transcription in that language.
local function lead_of(code, kind)
  local name = languages.name(code)
  if kind == nil then return name and name .. ' pronunciation: ' or '' end
  if kind == 'lang' then return name and name .. ': ' or '' end
  local lead = LEADS[kind:lower()]
  return lead and lead ~= '' and lead .. ' ' or ''
end
local function bracketed(text)
  return text:find('^[%[/⟨]') and text or '[' .. text .. ']'
end
define('ipa-*|ipac-*', function(arguments, name)
  local code, text = name:match('%-(.*)$'), pick(arguments, 1)
  if not text then return nil end
  if name:find('^ipac') then text = table.concat(list(arguments)) end
  return lead_of(code, name:find('^ipac') and '' or arguments[2]) .. bracketed(text)
end)
define('ipa-all|ipa all|ipa-xx', function(arguments) return pick(arguments, 1) and bracketed(pick(arguments, 1)) end)
define('ipa-en', function(arguments)
  local text = pick(arguments, 1)
  return text and (arguments[2] == 'pron' and 'pronounced ' or '') .. '/' .. text .. '/'
end)
define('ipa', function(arguments)
  local code, text = pick(arguments, 1), pick(arguments, 2)
  if not code or not text or not languages.name(code) then return code or text end
  local label = pick(arguments, 'label')
  if arguments.label then return (label and label .. ' ' or '') .. bracketed(text) end
  return lead_of(code, arguments[3]) .. bracketed(text)
end)
define('ipa link|ipalink|ipa audio link|ipa alink|ipal', helpers.shows(2, 1))
define('audio-ipa|audioipa|audio-nohelp', helpers.shows(2))
define('pron-en|pronounced', function(arguments) return given(arguments[1]) and 'pronounced /' .. arguments[1] .. '/' end)
define('audio|listen inline|audio link|pronunciation|audiolink', helpers.shows(2))

-- {{respell|EM|ə|sə}} → "EM-ə-sə".
define('respell|pronunciation respelling|usdict|respelling|resp|us dict', function(arguments)
  local text = table.concat(list(arguments), '-')
  return text ~= '' and text:gsub('%-?,?_%-?', function(mark) return mark:find(',') and ', ' or ' ' end) or nil
end)

return templates
