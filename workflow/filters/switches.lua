-- Takes behaviour switches such as __NOTOC__ out of the document's metadata.

local function Meta(meta)
  meta.switches = nil
  return meta
end

return { without = {}, Meta = Meta }
