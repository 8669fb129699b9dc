-- The sandbox that modules run in: which functions they see, how much they may do, how they call Python.
--
-- This chunk runs once in Lua's own global environment. What it returns is for engine.py alone; a module never sees
-- anything of it but the functions in `base`, all of which are Lua functions or C functions of the standard library:
-- no object of Python is ever handed out, since its attributes would lead to the host.
local host = ...
local INSTRUCTIONS, TICK = host.instructions, host.tick -- how many a page may run; how often that is looked at
local CALLBACK, COLLECTION = 500, 20000000 -- instructions that are as long as a callback, and as a collection
local MEMORY = host.memory -- kilobytes from which on no callback is made: they could not give back what they found
local KEPT = host.kept -- kilobytes from which on no data is kept from page to page
local LONGEST = host.longest -- bytes of a string that `string.rep` makes
local MOST_RESULTS = 8000 -- of `unpack`: more overflow Lua's stack, and 2^31 kill the process

local error, getinfo, pcall, select, sethook = error, debug.getinfo, pcall, select, debug.sethook
local setfenv, tostring, type, unpack = setfenv, tostring, type, unpack
local getmetatable, setmetatable, loadstring, collectgarbage = getmetatable, setmetatable, loadstring, collectgarbage
local tonumber = tonumber

local base = {}

-- What library.lua shares with this file. `data` is what `mw.loadData` has loaded, by module; that of `keep` says the same
-- on any page and stays, `page` names what the page at hand has used. `depth` counts loads that are under way.
local shared = { data = {}, depth = 0, json = {}, keep = {}, packages = {}, page = {} }

-- ------------------------------------------------------------------------------------------------ limits
local left, stopped = 0, false

--- The nearest line of a module, else of a library, that is running.
local function position()
	local first
	for level = 3, 12 do
		local info = getinfo( level, 'Sl' )
		if not info then
			break
		end
		if info.currentline > 0 then
			first = first or info
			if info.short_src:find( ':', 1, true ) then
				return info.short_src, info.currentline
			end
		end
	end
	if first then
		return first.short_src, first.currentline
	end
	return '', 0
end

--- Complains before Lua's own limit is reached: it is reached soon after, and in a callback the process would not survive.
local function need_memory()
	if collectgarbage( 'count' ) > MEMORY then
		collectgarbage()
		left = left - COLLECTION
		if collectgarbage( 'count' ) > MEMORY then
			error( 'not enough memory', 0 )
		end
	end
end

--- Runs every TICK instructions, and at every instruction once the limit is reached, so that no `pcall` goes on.
local function tick()
	left = left - TICK
	if not stopped and left > 0 then
		need_memory()
		host.at( position() )
		return
	end
	if not stopped then
		stopped = true
		host.exhausted()
		sethook( tick, '', 1 )
	end
	error( 'stopped', 0 )
end

--- No instruction is run any more.
local function stop()
	stopped = true
	sethook( tick, '', 1 )
end

-- ------------------------------------------------------------------------------------------------ callbacks
--- What a callback gave: `true` and its results, or `false` and a message; `nil` when nothing may go on.
local function finish( ok, ... )
	if ok then
		return ...
	end
	if ok == nil then
		stop()
		error( 'stopped', 0 )
	end
	error( (...), 3 ) -- the line that called into Python
end

--- The same without a place: Scribunto's functions return what PHP gives at once, so that Lua knows no line.
local function finish_without_place( ok, ... )
	if ok then
		return ...
	end
	if ok == nil then
		stop()
	end
	error( ok == false and (...) or 'stopped', 0 )
end

--- A function of Python, each call of which a page pays for; it gives what `finish` takes.
local function charged( callback )
	return function ( ... )
		left = left - CALLBACK
		need_memory()
		return callback( ... )
	end
end

--- A function of Python as modules may see it.
local function wrap( callback, placed )
	local give = placed and finish or finish_without_place
	return function ( ... )
		left = left - CALLBACK
		need_memory()
		return give( callback( ... ) )
	end
end

local arguments = loadstring( host.arguments, '=arguments.lua' )( shared, charged, finish )

-- ------------------------------------------------------------------------------------------------ environment
for _, name in ipairs{
	'assert', 'error', 'getmetatable', 'ipairs', 'next', 'pairs', 'pcall', 'rawequal', 'rawget', 'rawset',
	'select', 'setmetatable', 'tonumber', 'type', '_VERSION',
	'getfenv', 'setfenv', -- for Scribunto's own library, which takes them away from modules
} do
	base[name] = _G[name]
end
for _, name in ipairs{ 'string', 'table', 'math' } do
	base[name] = {}
	for key, value in pairs( _G[name] ) do
		base[name][key] = value
	end
end
base.math.random, base.math.randomseed = loadstring( host.random, '=random.lua' )()
base._G = base
base.string.dump = nil
base.debug = { traceback = debug.traceback }
getmetatable( '' ).__index = base.string

function base.tostring( value )
	local meta = getmetatable( value )
	if type( meta ) == 'table' and meta.__tostring then
		return meta.__tostring( value )
	end
	local name = type( value )
	if name == 'table' or name == 'function' or name == 'userdata' or name == 'thread' then
		return name -- not where it lies in memory
	end
	return tostring( value )
end

-- `pcall` is Lua's own: a function of Lua in its place would change the lines that errors name. So where the stack of C is
-- full, `tick` cannot be called, and a loop of `pcall` there ends only with the process.
local xpcall = xpcall
function base.xpcall( func, handler )
	return xpcall( func, function ( message )
		-- An error of `tick` is handled before it is left, when nothing is counted any more.
		if stopped then
			return message
		end
		return handler( message )
	end )
end

function base.unpack( list, first, last )
	if type( list ) == 'table' then
		local i, j = tonumber( first or 1 ), tonumber( last or #list )
		if i and j and not ( j - i < MOST_RESULTS and i > -2^31 and j < 2^31 ) then
			error( 'too many results to unpack', 2 )
		end
	end
	return unpack( list, first, last )
end

--- A message about an argument, with the name of the function, which `pcall` does not know.
local function named( message, name )
	return ( message:gsub( "to '%?'", "to '" .. name .. "'" ) )
end

local start_clock
base.os, start_clock = loadstring( host.clock, '=clock.lua' )( host.now, named )

local rep = string.rep
function base.string.rep( text, count )
	local length, times = #tostring( text ), tonumber( count )
	if ( type( text ) == 'string' or type( text ) == 'number' ) and times then
		if length * times > LONGEST then
			error( 'not enough memory', 0 )
		end
		left = left - 2 * length * times -- of time
		return length == 0 and '' or rep( text, times )
	end
	local _, message = pcall( rep, text, count )
	error( named( message, 'rep' ), 2 )
end

-- ------------------------------------------------------------------------------------------------ code
--- A chunk in the base environment; `nil` and a message for what is no Lua. Compiled code is none: it can crash Lua.
local function load( text, name )
	if text:find( '\27Lua', 1, true ) then
		return nil, 'cannot load code with a Lua binary chunk marker escape sequence in it'
	end
	local chunk, message = loadstring( text, name )
	return chunk and setfenv( chunk, base ), message
end

function shared.left()
	return left
end

function shared.give_back( before )
	left = before
end

local depth -- of calls of modules in each other: which variable of Scribunto's function has it

--- A local variable of a function of Scribunto's, and which it is.
local function upvalue( func, name )
	for i = 1, 60 do
		local found, value = debug.getupvalue( func, i )
		if found == name then
			return value, i
		end
	end
	error( 'no ' .. name )
end

--- Runs a file of Scribunto's library, which takes its callbacks from `mw_interface`.
local function register( text, name, callbacks, options, placed )
	base.mw_interface = {}
	for key, callback in pairs( callbacks ) do
		base.mw_interface[key] = wrap( callback, placed )
	end
	if name == 'mw.lua' then
		for key, call in pairs( arguments.wrap( callbacks ) ) do
			base.mw_interface[key] = call
		end
	end
	local package = assert( load( text, '@' .. name ) )( shared )
	if type( package ) == 'table' and package.setupInterface then
		package.setupInterface( options )
	end
	base.mw_interface = nil
	if name == 'mw.lua' then
		local loaders = base.package.loaders
		shared.data = upvalue( base.mw.loadData, 'loadedData' )
		shared.packages = upvalue( loaders[#loaders], 'packageCache' )
		_, depth = upvalue( package.executeFunction, 'executeFunctionDepth' )
	end
	return package
end

--- Calls a function of a module: how that ended, and what came of it.
local function invoke( chunk, name )
	local before = arguments.open()
	local ok, found, value = pcall( base.mw.executeModule, chunk, name )
	local kind = 'error'
	if not ok then
		value = found
	elseif not found then
		kind = 'no table'
	elseif type( value ) ~= 'function' then
		kind, value = value == nil and 'no such function' or 'no function', nil
	else
		ok, value = pcall( base.mw.executeFunction, value )
		kind = ok and 'text' or 'error'
	end
	arguments.close( before )
	return kind, value
end

local function forget( list, keep )
	for key in next, list do
		if not keep[key] then
			list[key] = nil
		end
	end
end

--- Before a page: what it may run. Packages are asked for again, since a page depends on the modules that it uses.
local function start_page()
	left, stopped = INSTRUCTIONS, false
	arguments.close()
	debug.setupvalue( base.mw.executeFunction, depth, 0 ) -- an error on a page before has left it as it was
	base.math.randomseed( 1 )
	start_clock()
	shared.page, shared.json, shared.depth = {}, {}, 0
	forget( shared.packages, {} )
	forget( shared.data, collectgarbage( 'count' ) < KEPT and shared.keep or {} )
	sethook( tick, '', TICK )
end

return {
	base = base,
	invoke = invoke,
	load = load,
	register = register,
	start_page = start_page,
}
