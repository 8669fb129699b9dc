-- `pandoc lua bare.lua`: a persistent pandoc without filters. Lines on stdin: wikitext as JSON; on stdout the same with the
-- markdown, or nothing where pandoc aborts.
for line in io.lines() do
  local text = pandoc.json.decode(line)
  local read, markdown = pcall(function() return pandoc.write(pandoc.read(text, 'mediawiki'), 'markdown') end)
  io.write(pandoc.json.encode(read and markdown or ''), '\n')
  io.flush()
end
