-- The arguments of frames. Lua gets what is known of all of a frame's at once: most that modules look up are not there, and
-- most others need no expansion. Python is asked for the rest, one by one.
--
-- boot.lua runs this chunk in Lua's own global environment.
local shared, charged, finish = ...
local ready = {} -- arguments of the frames of the call at hand, by frame and name: a text, or true for one to ask for

--- The functions that `mw.lua` asks for frames and arguments.
local function wrap( callbacks )
	local ask_all, ask_exists = charged( callbacks.getReadyArguments ), charged( callbacks.frameExists )
	local ask = charged( callbacks.getExpandedArgument )

	--- What is known of a frame's arguments; nil where there is no such frame.
	local function known( frame )
		local found = ready[frame]
		if not found and type( frame ) == 'string' then
			local ok, all = ask_all( frame )
			found = ok and all or nil
			ready[frame] = found
		end
		return found
	end

	return {
		frameExists = function ( frame )
			return known( frame ) ~= nil or finish( ask_exists( frame ) )
		end,
		getExpandedArgument = function ( frame, name )
			-- Data that is being loaded depends on the page if it asks, whatever the answer is: Python is to know.
			local all = shared.depth == 0 and type( name ) == 'string' and known( frame )
			if all and all[name] ~= true then
				return all[name]
			end
			return finish( ask( frame, name ) )
		end,
	}
end

--- Begins a call, which has frames of its own; gives those of the call that it stands in.
local function open()
	local before = ready
	ready = {}
	return before
end

--- Ends a call; `before` is what `open` gave, nothing before a page.
local function close( before )
	ready = before or {}
end

return { close = close, open = open, wrap = wrap }
