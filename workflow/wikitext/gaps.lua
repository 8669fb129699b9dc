-- What is left where markup was taken out: white space and punctuation that only made sense around it.

local marks = require 'marks'

local gaps = {}

-- One of these characters, whatever their number of bytes.
local function any(characters)
  local pattern = lpeg.P(false)
  for _, code in utf8.codes(characters) do pattern = pattern + utf8.char(code) end
  return pattern
end

-- Applies a rule wherever it matches; `begins` has every character that a match begins with. Most of a text is
-- passed over quickly: what begins no match, and a space before it.
local function everywhere(rule, begins)
  local plain = 1 - lpeg.S((begins:gsub(utf8.charpattern, function(character) return character:sub(1, 1) end)))
  return lpeg.Cs((plain ^ 1 + lpeg.P ' ' * #plain + rule + 1) ^ 0)
end

-- Punctuation of Latin, Chinese, Japanese and Arabic script.
local OPEN, CLOSE = '(（「『〈《【〔«‹„“‘', ')）」』〉》】〕»›“”’'
local BLANK, COMMA = ' \t\u{3000}', ',;，；、،؛'
local mark, blank, comma, C = lpeg.P '\1', any(BLANK), any(COMMA), lpeg.C
local noise = blank + comma + any ':：'

-- Of a longer run each character would be the beginning of an attempt that reads it all.
local FEW = -16

-- A pair that encloses nothing else.
local hollow = lpeg.P(false)
for at, code in utf8.codes(OPEN) do
  local closing = utf8.char(utf8.codepoint(CLOSE, utf8.offset(CLOSE, utf8.len(OPEN, 1, at))))
  hollow = hollow + utf8.char(code) * noise ^ FEW * mark * (noise + mark) ^ 0 * closing
end
hollow = everywhere(hollow / marks.GAP, OPEN)

-- A separator with nothing on one of its sides.
local loose = everywhere(
  C(any '(（【〔') * mark * noise ^ 1 / '%1'
    + noise * noise ^ FEW * mark * C(any ')）】〕') / '%1'
    + C(comma) * blank ^ FEW * mark * blank ^ 0 * comma / '%1'
    + comma * blank ^ FEW * mark * blank ^ 0 * C(any '.。') / '%1'
    + blank * blank ^ FEW * mark ^ 1 * #any '，；、،؛。！？؟」』）»' / '',
  '(（【〔:：\1' .. BLANK .. COMMA
)

-- The text, one without line ends, without the marks in it; with one of two spaces around them, without parentheses and
-- quotation marks that are empty now, with one of two commas. `goes_on`: something stands behind the text on its line.
function gaps.tidy(text, goes_on)
  if not text:find('\1', 1, true) then return text end
  text = loose:match(hollow:match(hollow:match(text))) -- twice: one pair may be in another
  if goes_on then text = text:gsub('%f[ ] +\1+$', ' ') end
  return (text:gsub('%f[ ] +\1+([^%s,%.;:!%?%)%]\1])', ' %1'):gsub('%f[ ] +\1', '\1'):gsub('\1 +([,.;:)])', '%1'):gsub('\1+', ''))
end

return gaps
