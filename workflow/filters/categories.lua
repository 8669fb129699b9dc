-- Takes the page's categories out of the document's metadata.

local function Meta(meta)
  meta.categories = nil
  return meta
end

return { without = {}, Meta = Meta }
