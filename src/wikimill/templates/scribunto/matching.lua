-- Patterns, where Scribunto asks PHP match by match: Python finds many at once.
--
-- It runs in the base environment, after Scribunto's own files, with its callbacks in `mw_interface`.
local php = mw_interface
local error, getmetatable, next, pcall, rawget, select = error, getmetatable, next, pcall, rawget, select
local tonumber, type, unpack = tonumber, type, unpack
local byte, concat, find, match = string.byte, table.concat, string.find, string.match
local ustring, text = mw.ustring, mw.text
local checkType = require( 'libraryUtil' ).checkType

-- ------------------------------------------------------------------------------------------------ rows
--- An iterator over rows that Python finds; a row is its place in a list, and the list.
local function rows( open, ... )
	local handle, width, list, size = open( ... )
	local at = 1 - width
	return function ()
		at = at + width
		if at > size then
			if not handle then
				return nil
			end
			handle, list, size = php.more( handle )
			at = 1
			if size == 0 then
				return nil
			end
		end
		return at, list
	end, width
end

-- ------------------------------------------------------------------------------------------------ mw.ustring
local function need( count, name, ... )
	if select( '#', ... ) < count then
		error( 'too few arguments to mw.ustring.' .. name, 3 )
	end
end

function ustring.gmatch( s, pattern )
	checkType( 'gmatch', 1, s, 'string' )
	checkType( 'gmatch', 2, pattern, 'string' )
	local following, width = rows( php.gmatch, s, pattern )
	return function ()
		local at, list = following()
		if at then
			return unpack( list, at, at + width - 1 )
		end
	end, nil, nil
end

--- An error of a function that was called for a match, without the place that Lua put before it: PHP drops it.
local function without_place( message )
	return type( message ) == 'string' and match( message, '^[^\n]-:%d+: (.*)$' ) or message
end

local function replaced( value, whole )
	if value == nil then
		return whole
	end
	if type( value ) ~= 'string' and type( value ) ~= 'number' then
		error( 'invalid replacement value (a ' .. type( value ) .. ')', 0 )
	end
	return value
end

local function entry( list, key )
	local meta = getmetatable( list )
	local value
	if meta and meta.__pairs then
		value = list[key]
	else
		value = rawget( list, key )
	end
	if value == nil and type( key ) == 'string' and ( key == '0' or match( key, '^-?[1-9]%d*$' ) ) then
		return rawget( list, tonumber( key ) )
	end
	return value
end

function ustring.gsub( ... )
	need( 3, 'gsub', ... )
	local s, pattern, replacement, most = ...
	local kind = type( replacement )
	if kind == 'string' or kind == 'number' then
		return php.substitute( s, pattern, replacement, most )
	end
	if kind ~= 'table' and kind ~= 'function' then
		error( "bad argument #3 to 'gsub' (function or table or string expected, got " .. kind .. ')', 0 )
	end
	if most ~= nil and type( most ) ~= 'number' then
		error( "bad argument #4 to 'gsub' (number expected, got " .. type( most ) .. ')', 0 )
	end
	if most and most < 1 then
		return s, 0
	end
	local out, size, count = {}, 0, 0
	local following, width = rows( php.gsub, s, pattern, most )
	for at, list in following do
		out[size + 1] = list[at]
		local whole = list[at + 1]
		if whole == nil then
			break
		end
		local value
		if kind == 'table' then
			value = entry( replacement, width == 2 and whole or list[at + 2] )
		else
			local ok
			if width == 2 then
				ok, value = pcall( replacement, whole )
			else
				ok, value = pcall( replacement, unpack( list, at + 2, at + width - 1 ) )
			end
			if not ok then
				error( without_place( value ), 0 )
			end
		end
		size, count = size + 2, count + 1
		out[size] = replaced( value, whole )
	end
	return concat( out ), count
end

-- ------------------------------------------------------------------------------------------------ mw.text
local gsplit = text.gsplit

function text.gsplit( s, pattern, plain )
	if type( s ) ~= 'string' or type( pattern ) ~= 'string' or ( not plain and match( pattern, '^%^' ) ) then
		return gsplit( s, pattern, plain )
	end
	local following = rows( php.split, s, pattern, plain )
	return function ()
		local at, list = following()
		return at and list[at]
	end, nil, nil
end

function text.split( s, pattern, plain )
	local out, size = {}, 0
	for piece in text.gsplit( s, pattern, plain ) do
		size = size + 1
		out[size] = piece
	end
	return out
end

local trim = text.trim
local white = { [9] = true, [10] = true, [12] = true, [13] = true, [32] = true } -- bytes

--- Whether it is short, of ASCII, and has no white space at its ends, as most that is trimmed.
local function is_trimmed( s )
	return #s < 1000 and not white[byte( s, 1 )] and not white[byte( s, -1 )] and not find( s, '[\128-\255]' )
end

function text.trim( s, charset )
	if charset or type( s ) ~= 'string' then
		return trim( s, charset )
	end
	return is_trimmed( s ) and s or php.trim( s )
end
