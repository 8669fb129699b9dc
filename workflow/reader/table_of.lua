-- A table of the tree to pandoc's: rows of any length, cells that span, a head of all rows at the top that hold nothing but
-- header cells.

local attributes = require 'attributes'
local tree = require 'tree'

local MAX_COLUMNS = 100 -- in a table with more of them cells span nothing

-- The cells of a row, how many columns they fill, and whether all are header cells.
local function cells_of(row, options, ast)
  local cells, width, heads = {}, 0, true
  for index = 1, row.n, 2 do
    local cell = row[index]
    if type(cell) == 'table' and tree.CELLS[cell.tag] then
      local columns, rows = attributes.span(cell.attributes, 'colspan'), attributes.span(cell.attributes, 'rowspan')
      width = width + columns
      heads = heads and cell.tag == 'th'
      local blocks = ast.is_left_out(cell, nil, options) and {} or ast.blocks(cell, options, true)
      cells[#cells + 1] = pandoc.Cell(blocks, 'AlignDefault', rows, columns, attributes.to_pandoc(cell.attributes))
    end
  end
  return cells, width, heads
end

-- Makes the cells of a row span nothing; their number.
local function without_spans(row)
  local cells = row.cells
  for _, cell in ipairs(cells) do cell.col_span, cell.row_span = 1, 1 end
  row.cells = cells
  return #cells
end

-- Adds a table to a list of blocks; of one without cells its captions.
return function(out, node, options, ast)
  local head, body, columns, caption = {}, {}, 0, {}
  local hanging = {} -- columns that cells of earlier rows fill, by how many rows are left
  for index = 1, node.n, 2 do
    local row = node[index]
    local stays = not ast.is_left_out(row, nil, options)
    if stays and row.tag == 'caption' then
      local blocks = ast.blocks(row, options)
      table.move(blocks, 1, #blocks, #caption + 1, caption)
    elseif stays and row.tag == 'tr' then
      local cells, width, heads = cells_of(row, options, ast)
      if #cells > 0 then
        local filled = 0
        for at = #hanging, 1, -1 do
          filled = filled + hanging[at].columns
          hanging[at].rows = hanging[at].rows - 1
          if hanging[at].rows == 0 then table.remove(hanging, at) end
        end
        for _, cell in ipairs(cells) do
          if cell.row_span > 1 then hanging[#hanging + 1] = { columns = cell.col_span, rows = cell.row_span - 1 } end
        end
        columns = math.max(columns, width + filled)
        local part = heads and #body == 0 and head or body
        part[#part + 1] = pandoc.Row(cells, attributes.to_pandoc(row.attributes))
      end
    end
  end
  if columns == 0 then return table.move(caption, 1, #caption, #out + 1, out) end
  if columns > MAX_COLUMNS then
    columns = 0
    for _, part in ipairs { head, body } do
      for _, row in ipairs(part) do columns = math.max(columns, without_spans(row)) end
    end
  end
  local specs = {}
  for column = 1, columns do specs[column] = { 'AlignDefault', nil } end
  local bodies = { { attr = pandoc.Attr(), body = body, head = {}, row_head_columns = 0 } }
  out[#out + 1] = pandoc.Table({ long = caption }, specs, pandoc.TableHead(head), bodies, pandoc.TableFoot(),
    attributes.to_pandoc(node.attributes))
end
