-- `require( 'strict' )`: a module that reads a global variable that nothing has set, or sets one that it has not set in
-- its main chunk, gets an error. Written from the behaviour that Scribunto documents; the installed library lacks it.
-- `arg` is exempt: `require` itself sets it.
local meta = getmetatable( _G ) or {}
setmetatable( _G, meta )

function meta.__newindex( globals, name, value )
	if name ~= 'arg' then
		error( "assign to undeclared variable '" .. tostring( name ) .. "'", 2 )
	end
	rawset( globals, name, value )
end

function meta.__index( globals, name )
	if name ~= 'arg' then
		error( "variable '" .. tostring( name ) .. "' is not declared", 2 )
	end
	return rawget( globals, name )
end
