-- `math.random` and `math.randomseed` on a generator of our own: a page says the same on every machine, and what other
-- libraries of the process draw changes nothing. The numbers are those that Lua gets from the C library of Linux, whose
-- generator adds the numbers 3 and 31 places back (glibc, `rand`), since that is what wikis run on.
local floor, tonumber, type, select, error = math.floor, tonumber, type, select, error
local MODULUS = 2 ^ 32
local MOST = 2 ^ 31 - 1 -- RAND_MAX
local WARMUP = 310 -- numbers that are drawn in vain after a seed

local seed, state, at = 1, nil, 0

--- The first 31 numbers, by Lehmer's generator, and those that follow before the first is given out.
local function start()
	local value = seed % MODULUS
	if value == 0 then
		value = 1
	end
	if value >= 2 ^ 31 then
		value = value - MODULUS
	end
	state = { [0] = value % MODULUS }
	for i = 1, 30 do
		local high = value < 0 and -floor( -value / 127773 ) or floor( value / 127773 )
		value = 16807 * ( value - high * 127773 ) - 2836 * high -- 16807 * value modulo 2^31 - 1
		if value < 0 then
			value = value + MOST
		end
		state[i] = value
	end
	at = 3
	for _ = 1, WARMUP do
		state[at] = ( state[at] + state[( at + 28 ) % 31] ) % MODULUS
		at = ( at + 1 ) % 31
	end
end

--- The next number from 0 up to 1, 1 itself left out.
local function draw()
	if not state then
		start()
	end
	local value = ( state[at] + state[( at + 28 ) % 31] ) % MODULUS
	state[at] = value
	at = ( at + 1 ) % 31
	return floor( value / 2 ) % MOST / MOST
end

local function bound( value, index )
	local number = tonumber( value )
	if not number then
		error( "bad argument #" .. index .. " to 'random' (number expected, got " .. type( value ) .. ')', 3 )
	end
	return number < 0 and -floor( -number ) or floor( number )
end

local function random( ... )
	local count = select( '#', ... )
	local drawn = draw()
	if count == 0 then
		return drawn
	elseif count > 2 then
		error( 'wrong number of arguments', 2 )
	end
	local first, last = ...
	local low, high = 1, bound( first, 1 )
	if count == 2 then
		low, high = high, bound( last, 2 )
	end
	if low > high then
		error( "bad argument #" .. count .. " to 'random' (interval is empty)", 2 )
	end
	return floor( drawn * ( high - low + 1 ) ) + low
end

local function randomseed( value )
	local number = tonumber( value )
	if not number then
		local found = value == nil and 'no value' or type( value )
		error( "bad argument #1 to 'randomseed' (number expected, got " .. found .. ')', 2 )
	end
	number = number < 0 and -floor( -number ) or floor( number )
	seed, state = number == number and number < 2 ^ 63 and number >= -2 ^ 63 and number or 0, nil
end

return random, randomseed
