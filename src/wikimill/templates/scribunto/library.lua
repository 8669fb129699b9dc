-- What the installed library lacks, or does character by character where Python does it at once.
--
-- It runs in the base environment, after Scribunto's own files, with its callbacks in `mw_interface`.
local shared = ...
local php = mw_interface
local error, getmetatable, next, pairs, pcall, rawget = error, getmetatable, next, pairs, pcall, rawget
local select, setmetatable, tonumber, type, unpack = select, setmetatable, tonumber, type, unpack
local concat, match = table.concat, string.match
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

function text.trim( s, charset )
	if charset or type( s ) ~= 'string' then
		return trim( s, charset )
	end
	return php.trim( s )
end

-- The words are asked for when they are needed: a page depends on the messages that it shows.
local list_to_text, truncate = text.listToText, text.truncate

function text.listToText( list, separator, conjunction )
	return list_to_text( list, separator or php.message( 'comma-separator' ), conjunction or php.message( 'and' ) )
end

function text.truncate( s, length, ellipsis, adjust_length )
	return truncate( s, length, ellipsis or php.message( 'ellipsis' ), adjust_length )
end

-- ------------------------------------------------------------------------------------------------ mw.loadData
local load_data = mw.loadData

--- What a module returns, which is kept for later pages if nothing of the page at hand is in it.
function mw.loadData( name )
	local page, data = shared.page, shared.data
	if type( name ) ~= 'string' or page[name] then
		if shared.depth > 0 then
			php.dataUsed( name )
		end
		if type( data[name] ) == 'string' then
			error( data[name], 2 )
		end
		return load_data( name )
	end
	page[name] = true
	if data[name] ~= nil then
		if php.dataHolds( name ) then
			return load_data( name )
		end
		data[name] = nil
	end
	php.dataBegins( name )
	shared.depth = shared.depth + 1
	local ok, result = pcall( load_data, name )
	shared.depth = shared.depth - 1
	shared.keep[name] = php.dataEnds( name, ok )
	if not ok then
		error( result, type( data[name] ) == 'string' and 2 or 0 )
	end
	return result
end

local current_title = mw.title.getCurrentTitle

function mw.title.getCurrentTitle()
	if shared.depth > 0 then
		php.touch()
	end
	return current_title()
end

-- ------------------------------------------------------------------------------------------------ mw.loadJsonData
--- A table that gives what another holds, and cannot be written to.
local function read_only( data )
	local view, inner = {}, {}
	local meta = {}

	function meta.__index( _, key )
		local value = data[key]
		if type( value ) ~= 'table' then
			return value
		end
		inner[key] = inner[key] or read_only( value )
		return inner[key]
	end

	function meta.__newindex()
		error( 'table from mw.loadJsonData is read-only', 2 )
	end

	function meta.__pairs()
		return function ( _, key )
			local following = next( data, key )
			return following, following ~= nil and view[following] or nil
		end, view, nil
	end

	function meta.__ipairs()
		return function ( _, index )
			if data[index + 1] ~= nil then
				return index + 1, view[index + 1]
			end
		end, view, 0
	end

	meta.__metatable, meta.mw_loadData = meta, true
	return setmetatable( view, meta )
end

function mw.loadJsonData( page )
	if type( page ) ~= 'string' then
		error( "bad argument #1 to 'mw.loadJsonData' (string expected, got " .. type( page ) .. ')', 2 )
	end
	local json = shared.json -- of the page at hand
	if json[page] == nil then
		json[page] = php.loadJsonData( page )
	end
	if type( json[page] ) ~= 'table' then
		error( page .. ' returned ' .. type( json[page] ) .. ', table expected', 2 )
	end
	return read_only( json[page] )
end

-- ------------------------------------------------------------------------------------------------ mw.ext, mw.wikibase
mw.ext = mw.ext or {}
mw.ext.ParserFunctions = {
	expr = function ( ... )
		return php.expr( ... )
	end
}
package.loaded['mw.ext.ParserFunctions'] = mw.ext.ParserFunctions

--- A library that is not here: it says so once it is used, and its functions find nothing.
local function missing( name, found )
	local library = setmetatable( {}, {
		__index = function ( _, key )
			return function ()
				php.unsupported( name .. '.' .. tostring( key ) )
				if type( found[key] ) == 'table' then
					return {}
				end
				return found[key]
			end
		end
	} )
	package.loaded[name] = library
	return library
end

if php.has( 'property' ) then -- the parser function of Wikibase's client, which wikis of Wikimedia's have
	mw.ext.data = missing( 'mw.ext.data', { get = false } )
	mw.wikibase = missing( 'mw.wikibase', {
		getAllStatements = {}, getBestStatements = {}, formatValue = '', formatValues = '', renderSnak = '', renderSnaks = '',
		entityExists = false, isValidEntityId = false,
	} )
end
