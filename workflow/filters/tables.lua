-- Tables: out with `convert.tables: drop`, markdown tables with `keep`, lists of their rows with `text`.

local page = require 'page'

local MAX_COLUMNS = 100 -- of markdown tables; pandoc takes 14 s to write a row of 8,000

local LONG = 200 -- bytes of words that are written once, not in each row that they belong to: 80 kB in 1,000 rows are 80 MB

local function is_long(inlines) return #pandoc.utils.stringify(inlines) > LONG end

-- The words of a cell's blocks on one line, a comma between blocks.
local function line_of(blocks)
  local line = pandoc.Inlines {}
  local function add(inlines)
    if not pandoc.utils.stringify(inlines):find('%S') then return end
    if #line > 0 then line:extend { pandoc.Str ',', pandoc.Space() } end
    line:extend(inlines:walk { LineBreak = pandoc.Space, SoftBreak = pandoc.Space, Note = function() return {} end })
  end
  local function add_content(block) add(block.content) end
  local collect = { traverse = 'topdown', Plain = add_content, Para = add_content, Header = add_content }
  function collect.Note()
    page.dropped('references')
    return {}, false -- its text is none of the cell's
  end
  function collect.CodeBlock(block) add(pandoc.Inlines { pandoc.Code((block.text:gsub('\n', ' '))) }) end
  function collect.DefinitionList(list)
    for _, item in ipairs(list.content) do
      local term, definitions = table.unpack(item)
      add(term)
      pandoc.Inlines(term):walk(collect)
      for _, definition in ipairs(definitions) do pandoc.Blocks(definition):walk(collect) end
    end
    return {}, false
  end
  pandoc.Blocks(blocks):walk(collect)
  return #line > 0 and line or nil
end

-- The cells of each row by column; a cell that spans rows is in all of them, or in the first if it is long, one that spans
-- columns in its first.
local function grid(rows)
  local lines, spanning = pandoc.List(), {}
  for _, row in ipairs(rows) do
    local line, column = {}, 1
    local function passed()
      while spanning[column] and spanning[column].rows > 0 do
        line[column] = spanning[column].words
        spanning[column].rows = spanning[column].rows - 1
        column = column + 1
      end
    end
    for _, cell in ipairs(row.cells) do
      passed()
      local content = line_of(cell.contents)
      line[column] = content
      local repeated = cell.row_span > 1 and content and not is_long(content) and content or nil
      for under = column, column + cell.col_span - 1 do
        spanning[under] = { rows = cell.row_span - 1, words = under == column and repeated or nil }
      end
      column = column + cell.col_span
    end
    passed()
    lines:insert(line)
  end
  return lines
end

-- One head of several rows: "City" above "A" is "City A".
local function one_row(lines, columns)
  local heads = {}
  for column = 1, columns do
    local head, last = pandoc.Inlines {}, nil
    for _, line in ipairs(lines) do
      local words = line[column] and pandoc.utils.stringify(line[column])
      if words and words ~= last then
        if #head > 0 then head:insert(pandoc.Space()) end
        head:extend(line[column])
        last = words
      end
    end
    if #head > 0 then heads[column] = head end
  end
  return heads
end

-- "Name: Vega; Year: 1801" below a head, "Name: Vega" without one where there are two columns.
local function row_of(cells, heads, columns)
  local out = pandoc.Inlines {}
  for column = 1, columns do
    local cell, head = cells[column], heads[column]
    if cell then
      if #out > 0 then out:extend { pandoc.Str(columns == 2 and not next(heads) and ':' or ';'), pandoc.Space() } end
      if head then
        out:extend(head)
        out:extend { pandoc.Str ':', pandoc.Space() }
      end
      out:extend(cell)
    end
  end
  return out
end

local function count(cells)
  local number = 0
  for _ in pairs(cells) do number = number + 1 end
  return number
end

-- The last column in which a row has a cell, or `least`.
local function last_column(rows, least)
  for _, cells in ipairs(rows) do
    for column in pairs(cells) do least = math.max(least, column) end
  end
  return least
end

-- An item for each row; the head is one of its own where no row has cells to name by it, or a part of it is long.
local function as_text(rows, heads, columns)
  local items, named, names = pandoc.List(), not next(heads), heads
  for _, head in pairs(heads) do
    if is_long(head) then names = {} end
  end
  for _, cells in ipairs(rows) do
    local several = count(cells) > 1
    local line = row_of(cells, several and names or {}, columns)
    if #line > 0 then items:insert { pandoc.Plain(line) } end
    for column in pairs(several and names or {}) do named = named or cells[column] end
  end
  if not named then items:insert(1, { pandoc.Plain(row_of(heads, {}, columns)) }) end
  return #items > 0 and pandoc.Blocks { pandoc.BulletList(items) } or pandoc.Blocks {}
end

-- With a line of text in each cell, which markdown's plainest tables can hold.
local function as_table(rows, heads, columns)
  local function blocks_of(cells)
    local out = pandoc.List()
    for column = 1, columns do out:insert(cells[column] and { pandoc.Plain(cells[column]) } or {}) end
    return out
  end
  local aligns, widths = pandoc.List(), pandoc.List()
  for _ = 1, columns do
    aligns:insert 'AlignDefault'
    widths:insert(0)
  end
  local simple = pandoc.SimpleTable({}, aligns, widths, next(heads) and blocks_of(heads) or {}, rows:map(blocks_of))
  return pandoc.Blocks { pandoc.utils.from_simple_table(simple) }
end

local function Table(element)
  if page.options.tables == 'drop' then
    page.dropped('tables')
    return {}
  end
  local rows = pandoc.List()
  for _, body in ipairs(element.bodies) do
    rows:extend(body.head)
    rows:extend(body.body)
  end
  rows:extend(element.foot.rows)
  local head = element.head.rows
  if #rows == 0 then rows, head = head, rows end
  local heads = one_row(grid(head), #element.colspecs)
  local lines = grid(rows)
  local columns = last_column(lines, last_column({ heads }, 0))
  local write = page.options.tables == 'keep' and columns <= MAX_COLUMNS and as_table or as_text
  return pandoc.Blocks(element.caption.long) .. write(lines, heads, columns)
end

return { without = page.options.tables == 'drop' and { 'Table' } or {}, Table = Table }
