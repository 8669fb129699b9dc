-- The arithmetic of {{#expr:}}: numbers, + - * / ^, comparisons, and, or, not, mod, div, round, parentheses
-- and functions of one number. https://www.mediawiki.org/wiki/Help:Extension:ParserFunctions##expr

local expression = {}

local function truth(condition) return condition and 1 or 0 end

-- Operators between two numbers: how tightly they bind, and what they do.
local BINARY = {
  ['or'] = { 1, function(a, b) return truth(a ~= 0 or b ~= 0) end },
  ['and'] = { 2, function(a, b) return truth(a ~= 0 and b ~= 0) end },
  ['='] = { 3, function(a, b) return truth(a == b) end }, ['<>'] = { 3, function(a, b) return truth(a ~= b) end },
  ['!='] = { 3, function(a, b) return truth(a ~= b) end },
  ['<'] = { 3, function(a, b) return truth(a < b) end }, ['>'] = { 3, function(a, b) return truth(a > b) end },
  ['<='] = { 3, function(a, b) return truth(a <= b) end }, ['>='] = { 3, function(a, b) return truth(a >= b) end },
  ['round'] = { 4, function(a, b)
    local scale = 10.0 ^ math.max(-20, math.min(b, 20))
    return (a < 0 and -1 or 1) * math.floor(math.abs(a) * scale + 0.5) / scale
  end },
  ['+'] = { 5, function(a, b) return a + b end }, ['-'] = { 5, function(a, b) return a - b end },
  ['*'] = { 6, function(a, b) return a * b end }, ['/'] = { 6, function(a, b) return b ~= 0 and a / b or nil end },
  ['div'] = { 6, function(a, b) return b ~= 0 and a / b or nil end },
  ['mod'] = { 6, function(a, b) return b ~= 0 and math.fmod(a // 1, b // 1) or nil end },
  ['fmod'] = { 6, function(a, b) return b ~= 0 and math.fmod(a, b) or nil end },
  ['^'] = { 7, function(a, b) return a ^ b end }, ['e'] = { 8, function(a, b) return a * 10 ^ b end },
}
local UNARY = {
  ['-'] = function(a) return -a end, ['+'] = function(a) return a end,
  ['not'] = function(a) return truth(a == 0) end, abs = math.abs, sqrt = math.sqrt, exp = math.exp, ln = math.log,
  sin = math.sin, cos = math.cos, tan = math.tan,
  asin = math.asin, acos = math.acos, atan = math.atan, floor = math.floor, ceil = math.ceil, trunc = function(a) return a < 0 and math.ceil(a) or math.floor(a) end,
}
local CONSTANTS = { pi = math.pi, e = math.exp(1) }

local function tokens_of(text)
  local tokens, position = {}, 1
  text = text:lower():gsub('−', '-'):gsub('&minus;', '-'):gsub('×', '*'):gsub('&lt;', '<'):gsub('&gt;', '>')
  while true do
    position = text:match('^%s*()', position)
    if position > #text then return tokens end
    local token = text:match('^%d*%.?%d+', position) or text:match('^%d+%.', position) or text:match('^%a+', position)
      or text:match('^[<>!]=', position) or text:match('^<>', position) or text:match('^[-+*/^()=<>]', position)
    if not token or #tokens > 500 then return nil end
    tokens[#tokens + 1] = token
    position = position + #token
  end
end

-- The value of the tokens from `position` on that bind tighter than `level`, and the position after them.
local function parse(tokens, position, level, depth)
  local token = tokens[position]
  local value = tonumber(token)
  if depth > 50 then return nil end
  if value then
    position = position + 1
  elseif token == '(' then
    value, position = parse(tokens, position + 1, 0, depth + 1)
    if not value or tokens[position] ~= ')' then return nil end
    position = position + 1
  elseif UNARY[token or ''] then
    value, position = parse(tokens, position + 1, 8, depth + 1)
    value = value and UNARY[token](value)
  elseif CONSTANTS[token or ''] then
    value, position = CONSTANTS[token], position + 1
  end
  while value and BINARY[tokens[position] or ''] and BINARY[tokens[position]][1] > level do
    local operator = BINARY[tokens[position]]
    local other
    other, position = parse(tokens, position + 1, operator[1], depth + 1)
    value = other and operator[2](value, other)
  end
  return value, position
end

-- The value of an expression; nil when it has none.
function expression.value(text)
  local tokens = tokens_of(text)
  if not tokens or #tokens == 0 then return nil end
  local value, position = parse(tokens, 1, 0, 0)
  if not value or position <= #tokens or value ~= value or math.abs(value) == math.huge then return nil end
  return value
end

-- A value as {{#expr:}} writes it.
function expression.text(value)
  if value % 1 == 0 and math.abs(value) < 1e15 then return string.format('%d', value) end
  return string.format('%.14g', value)
end

return expression
