-- `pandoc lua bare.lua`: a persistent pandoc without filters. Frames on stdin: "BYTES\n", wikitext; on stdout the
-- same with the markdown, or nothing where pandoc aborts.
for header in io.lines() do
  local size = tonumber(header)
  local text = size > 0 and io.read(size) or ''
  local read, markdown = pcall(function() return pandoc.write(pandoc.read(text, 'mediawiki'), 'markdown') end)
  if not read then markdown = '' end
  io.write(#markdown, '\n', markdown)
  io.flush()
end
