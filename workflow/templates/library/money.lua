-- Sums of money: {{US$|12|1950}} is "US$12"; what depends on inflation or rates of exchange is left out.

local helpers = require 'helpers'
local numbers = require 'numbers'

local templates, define = helpers.new()
local given, pick = helpers.given, helpers.pick

-- A sign and the templates that put it before a number.
local SIGNS = {
  { 'US$', 'us$|usd|us dollar|usdollar' }, { 'A$', 'a$|aud|au$|aus$' }, { 'C$', 'c$|cad|ca$|can$|cdn$' },
  { 'NZ$', 'nz$|nzd|nzdollar' }, { 'HK$', 'hk$|hkd' }, { 'S$', 's$|sgd' }, { 'NT$', 'nt$|twd|ntd' },
  { '$', 'dollar|$' },
  { '£', '£|gbp|pound sterling|pound|gb£|uk£|poundsterling|lb£' }, { '€', '€|eur|euro|euros|eur0' },
  { '₹', '₹|inr|indian rupee|rupee|indian rupees' }, { '¥', '¥|jpy|jp¥|yen|japanese yen' },
  { 'CN¥', 'cny|cn¥|rmb|yuan|chinese yuan' },
  { '₩', '₩|krw|south korean won|korean won' }, { '₱', '₱|php|philippine peso|ph₱' },
  { 'RM', 'myr|rm|malaysian ringgit' }, { 'Rp', 'idr|rp idr|indonesian rupiah' }, { 'R$', 'brl|r$|brazilian real' },
  { 'Mex$', 'mxn|mex$' }, { '₽', 'rub|₽|russian ruble' },
  { '₺', '₺|try|turkish lira' }, { '₪', '₪|ils|NIS|shekel|israeli shekel' }, { '₦', '₦|ngn|nigerian naira|naira' },
  { '฿', '฿|thb|baht' }, { '₴', '₴|uah|ukrainian hryvnia' }, { 'R', 'zar|south african rand' },
  { '₨', '₨|pkr|lkr|npr|pakistani rupee' }, { '৳', '৳|bdt|taka' },
  { '₫', '₫|vnd|vietnamese dong' }, { 'Fr. ', 'chf|swiss franc' },
  { 'kr ', 'sek|nok|dkk|swedish krona|norwegian krone|danish krone' }, { 'zł ', 'pln|polish zloty' },
  { '₡', 'crc' }, { '₲', 'pyg' }, { '₭', 'lak' }, { '₸', 'kzt' }, { 'IR£', 'irish pound|ir£' },
  { '₿', 'bitcoin|btc' },
}
local BY_CODE = {}
for _, row in ipairs(SIGNS) do
  define(row[2], function(arguments)
    local sum = given(arguments[1])
    return row[1] .. (sum and numbers.grouped(sum) or '')
  end)
  for code in row[2]:gmatch('[^|]+') do BY_CODE[code] = row[1] end
end

define('currency|money|price', function(arguments)
  local sum, code = pick(arguments, 'amount', 1), pick(arguments, 'type', 2)
  return sum and (BY_CODE[(code or 'usd'):lower()] or code .. ' ') .. numbers.grouped(sum)
end)

-- {{INRConvert|500|c}} → "₹500 crore".
local SCALES = {
  c = ' crore', l = ' lakh', lc = ' lakh crore', k = ' thousand', t = ' trillion', m = ' million', b = ' billion',
  h = ' hundred',
}
define('inrconvert|inr convert|indian rupee convert|lakh|inrc', function(arguments)
  local sum = given(arguments[1])
  return sum and '₹' .. numbers.grouped(sum) .. (SCALES[arguments[2] or ''] or '')
end)
define('to usd|tousd|to usd round|to euro|usdcny|currency convert', false)

-- Pounds, shillings and pence: {{£sd|l=1|s=2|d=3}}, {{pounds, shillings, and pence|1|2|3}}.
define('£sd|pounds, shillings, and pence|lsd|£.s.d.|gbp sd', function(arguments)
  local parts = {}
  for index, sign in ipairs({ 'l', 's', 'd' }) do
    local sum = pick(arguments, sign, index)
    if sum then parts[#parts + 1] = sign == 'l' and '£' .. numbers.grouped(sum) or sum .. sign end
  end
  return #parts > 0 and table.concat(parts, ' ') or nil
end)

local SIZES = { { 1e12, 'trillion' }, { 1e9, 'billion' }, { 1e6, 'million' } }
define('format price|formatprice|price in words|format money|formatnum price', function(arguments)
  local sum = numbers.read(arguments[1] or '')
  if not sum then return given(arguments[1]) end
  for _, size in ipairs(SIZES) do
    if sum >= size[1] then return numbers.rounded(sum / size[1], 2):gsub('%.?0+$', '') .. ' ' .. size[2] end
  end
  return numbers.grouped(numbers.rounded(sum, sum % 1 == 0 and 0 or 2))
end)

define('inflation|inflation-fn|inflation-year|inflation/year|inflation/fn|inflation year|exchange rate', false)

return templates
