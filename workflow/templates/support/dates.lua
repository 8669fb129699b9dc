-- Dates in words, and the time between two of them. Nothing here knows today's date.

local dates = {}

dates.months = {
  'January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December',
}
local NUMBER = {}
for number, name in ipairs(dates.months) do NUMBER[name:lower()], NUMBER[name:sub(1, 3):lower()] = number, number end

-- The number of a month given as "3", "03", "March" or "Mar"; nil for anything else.
function dates.month(text)
  local number = tonumber(text or '') or NUMBER[(text or ''):lower()]
  return number and dates.months[number] and math.tointeger(number) or nil
end

-- "4 March 1721", or "March 4, 1721" with `month_first`; as much of it as is given, nil when no year is.
function dates.words(year, month, day, month_first)
  if not year or not year:find('%S') then return nil end
  local name = dates.months[dates.month(month) or 0] or month
  if not name or name == '' then return year end
  local number = day and day:match('^0*(%d+)$')
  if not number then return name .. ' ' .. year end
  if month_first then return name .. ' ' .. number .. ', ' .. year end
  return number .. ' ' .. name .. ' ' .. year
end

-- Year, month and day, as numbers, of "4 March 1721", "March 4, 1721", "1721-03-04" or a part of them; nil without a year.
function dates.parse(text)
  local year, month, day = text:match('^%s*(%d%d%d%d)%-(%d%d?)%-(%d%d?)')
  if year then return tonumber(year), tonumber(month), tonumber(day) end
  year = text:match('%f[%d](%d%d%d%d?)%f[%D]')
  if not year then return nil end
  month = dates.month(text:match('%a%a%a+'))
  return tonumber(year), month, month and tonumber(text:match('%f[%d](%d%d?)%f[%D]'))
end

-- Days since 1 March of year 0, in the Gregorian calendar.
local function day_number(date)
  local year, month, day = date[1], date[2], date[3]
  if month <= 2 then year, month = year - 1, month + 12 end
  return 365 * year + year // 4 - year // 100 + year // 400 + (153 * (month - 3) + 2) // 5 + day - 1
end

local function days_in(year, month)
  return day_number { month == 12 and year + 1 or year, month % 12 + 1, 1 } - day_number { year, month, 1 }
end

-- Whole years, months and days from one { year, month, day } to another, and all the days; nil for what is no date.
function dates.between(from, to)
  for _, date in ipairs({ from, to }) do
    for index = 1, 3 do
      local part = date[index] and math.tointeger(date[index])
      if not part or math.abs(part) > 99999 then return nil end
      date[index] = part
    end
    if date[2] < 1 or date[2] > 12 or date[3] < 1 or date[3] > 31 then return nil end
  end
  local years, months, days = to[1] - from[1], to[2] - from[2], to[3] - from[3]
  if days < 0 then
    months = months - 1
    days = days + (to[2] == 1 and days_in(to[1] - 1, 12) or days_in(to[1], to[2] - 1))
  end
  if months < 0 then years, months = years - 1, months + 12 end
  return years, months, days, day_number(to) - day_number(from)
end

return dates
