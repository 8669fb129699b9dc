-- What the installed library lacks or keeps too long, written from what Scribunto documents.
--
-- It runs in the base environment, after Scribunto's own files, with its callbacks in `mw_interface`.
local shared = ... -- see boot.lua
local php = mw_interface
local error, getmetatable, next, pairs, pcall = error, getmetatable, next, pairs, pcall
local setmetatable, tostring, type = setmetatable, tostring, type
local text = mw.text

-- ------------------------------------------------------------------------------------------------ mw.text
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
	local before = shared.left()
	local ok, result = pcall( load_data, name )
	shared.depth = shared.depth - 1
	shared.keep[name] = php.dataEnds( name, ok )
	if shared.keep[name] then
		shared.give_back( before ) -- a later page does not load it: no page pays for it
	end
	if not ok then
		error( result, type( data[name] ) == 'string' and 2 or 0 )
	end
	return result
end

-- ------------------------------------------------------------------------------------------------ mw.title
local new_title, make_title, current_title = mw.title.new, mw.title.makeTitle, mw.title.getCurrentTitle

--- A title object with the fields that later releases have.
local function later( object )
	local meta = object and getmetatable( object )
	if meta then
		local index = meta.__index
		function meta.__index( title, key )
			if key == 'content' then
				return title:getContent()
			elseif key == 'pageLang' then
				return mw.language.getContentLanguage()
			end
			return index( title, key )
		end
	end
	return object
end

function mw.title.new( ... )
	local object = new_title( ... )
	return later( object )
end

function mw.title.makeTitle( ... )
	local object = make_title( ... )
	return later( object )
end

function mw.title.getCurrentTitle()
	if shared.depth > 0 then
		php.touch()
	end
	return later( current_title() )
end

-- ------------------------------------------------------------------------------------------------ mw.language
local new_language = mw.language.new

function mw.language.new( code )
	if code == nil then
		error( 'too few arguments to mw.language.new()', 2 )
	end
	local language = new_language( code )
	function language:toBcp47Code()
		return php.bcp47( self.code )
	end
	return language
end

mw.getLanguage = mw.language.new

-- ------------------------------------------------------------------------------------------------ mw.log
-- Nobody reads it.
function mw.log()
end

function mw.logObject()
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

-- ------------------------------------------------------------------------------------------------------ mw.site.stats
-- Counts are asked for one by one: pages that show some are made anew when they change.
setmetatable( mw.site.stats, {
	__index = function ( _, name )
		return type( name ) == 'string' and php.statistic( name ) or nil
	end
} )

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
