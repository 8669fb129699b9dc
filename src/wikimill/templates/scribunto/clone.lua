-- `mw.clone`, and the copy of all libraries that each call of a module gets: 70 tables with 600 entries.
--
-- It runs in the base environment, after Scribunto's own files.
local getmetatable, next, pairs, setmetatable, type = getmetatable, next, pairs, setmetatable, type
local libraries = _G
local shapes -- of the tables in `libraries`, which do not change once all files have run

--- A copy of a table and the tables in it; metatables are copied too.
local function copy( original, copies )
	local result, meta = {}, getmetatable( original )
	copies[original] = result
	if meta then
		setmetatable( result, copies[meta] or copy( meta, copies ) )
	end
	if meta and meta.__pairs then
		for key, value in pairs( original ) do
			result[key] = type( value ) == 'table' and ( copies[value] or copy( value, copies ) ) or value
		end
	else
		for key, value in next, original do
			if type( value ) == 'table' then
				value = copies[value] or copy( value, copies )
			end
			result[key] = value
		end
	end
	return result
end

--- What a table and the tables in it consist of, by the numbers that `numbers` gets for them: keys and values in their
-- order, `tables` the numbers of those values that are tables, `meta` that of the metatable.
local function describe( original, numbers, found )
	local keys, values, tables, meta = {}, {}, {}, getmetatable( original )
	local shape = { keys = keys, values = values }
	found[#found + 1] = shape
	numbers[original] = #found
	if meta then
		shape.meta = numbers[meta] or describe( meta, numbers, found )
	end
	for key, value in next, original do
		keys[#keys + 1] = key
		values[#keys] = value
		if type( value ) == 'table' then
			tables[#keys] = numbers[value] or describe( value, numbers, found )
			shape.tables = tables
		end
	end
	return numbers[original]
end

--- The same as `copy( libraries, {} )` in a third of the time, with the same order in each table.
local function copy_libraries()
	if not shapes then
		shapes = {}
		describe( libraries, {}, shapes )
	end
	local copies = {}
	for i = 1, #shapes do
		copies[i] = {}
	end
	for i = 1, #shapes do
		local shape, result = shapes[i], copies[i]
		local keys, values, tables = shape.keys, shape.values, shape.tables
		if tables then
			for j = 1, #keys do
				result[keys[j]] = tables[j] and copies[tables[j]] or values[j]
			end
		else
			for j = 1, #keys do
				result[keys[j]] = values[j]
			end
		end
	end
	for i = 1, #shapes do
		if shapes[i].meta then
			setmetatable( copies[i], copies[shapes[i].meta] )
		end
	end
	return copies[1]
end

function mw.clone( value )
	if value == libraries then
		return copy_libraries()
	end
	return type( value ) == 'table' and copy( value, {} ) or value
end
