-- A page's blocks written as tags: what takes the place of the builder of the tree where the page is changed before that.

local Written = {}
Written.__index = Written

function Written:open(tag)
  self.out[#self.out + 1] = '<' .. tag .. '>'
  self.top = { tag = tag }
end

function Written:close(tag)
  self.out[#self.out + 1] = '</' .. tag .. '>'
  self.top = {}
end

function Written:text(text) self.out[#self.out + 1] = text end

function Written:result() return table.concat(self.out) end

return function() return setmetatable({ out = {}, top = {} }, Written) end
