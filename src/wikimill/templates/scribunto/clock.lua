-- The part of `os` that modules have.
--
-- Clocks show the time that the wiki's pages are pinned at, in UTC, and `os.clock` counts how often it was asked: a page is
-- the same whenever and wherever it is made, and whatever pages were made before.
local now, named = ... -- the time, and `named` of boot.lua
local error, floor, pcall, tonumber, type = error, math.floor, pcall, tonumber, type
local CLOCK_TICK = 0.00002 -- seconds, what Scribunto rounds to
local date = os.date
local asked = 0

local DAYS = { [0] = 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334 }

--- Seconds since 1970 of a date whose fields may be out of range, as C's `mktime` reads it.
local function seconds( t )
	local function field( name, default )
		local value = tonumber( t[name] )
		if not value and not default then
			error( "field '" .. name .. "' missing in date table", 3 )
		end
		return floor( value or default )
	end
	local second, minute, hour = field( 'sec', 0 ), field( 'min', 0 ), field( 'hour', 12 )
	local day, month, year = field( 'day' ), field( 'month' ) - 1, field( 'year' )
	year, month = year + floor( month / 12 ), month % 12
	local leap = ( year % 4 == 0 and year % 100 ~= 0 or year % 400 == 0 ) and month > 1 and 1 or 0
	local before = year - 1
	local days = 365 * before + floor( before / 4 ) - floor( before / 100 ) + floor( before / 400 ) - 719162
	return ( ( days + DAYS[month] + leap + day - 1 ) * 24 + hour ) * 3600 + minute * 60 + second
end

local clocks = { difftime = os.difftime }

function clocks.clock()
	asked = asked + 1
	return asked * CLOCK_TICK
end

function clocks.time( t )
	if t == nil then
		return now()
	end
	if type( t ) ~= 'table' then
		error( "bad argument #1 to 'time' (table expected, got " .. type( t ) .. ')', 2 )
	end
	return seconds( t )
end

function clocks.date( format, time )
	format = format == nil and '%c' or format
	if type( format ) == 'string' and format:sub( 1, 1 ) ~= '!' then
		format = '!' .. format
	end
	local ok, result = pcall( date, format, time == nil and now() or time )
	if not ok then
		error( named( result, 'date' ), 2 )
	end
	return result
end

return clocks, function ()
	asked = 0
end
