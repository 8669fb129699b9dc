-- Dates in words.

local dates = {}

dates.months = {
  'January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December',
}

-- "4 March 1721", or "March 4, 1721" with `month_first`; as much of it as is given, nil when no year is.
function dates.words(year, month, day, month_first)
  if not year or year == '' then return nil end
  local name = dates.months[tonumber(month or '') or 0] or month
  if not name or name == '' then return year end
  local number = day and day:match('^0*(%d+)$')
  if not number then return name .. ' ' .. year end
  if month_first then return name .. ' ' .. number .. ', ' .. year end
  return number .. ' ' .. name .. ' ' .. year
end

return dates
