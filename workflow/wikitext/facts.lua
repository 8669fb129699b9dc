-- What the page at hand is beside its text: categories, infoboxes, whether it has formulas (src/wikimill/convert/page_facts.py).

local infoboxes = require 'infoboxes'
local page = require 'page'

local facts = {}

-- Begins a new page.
function facts.start()
  facts.categories = {} -- as they are written, without the namespace
  facts.boxes = {} -- elements that are infoboxes, each with the name of the template that made it
  facts.has_math = false
end

function facts.note_category(name) facts.categories[#facts.categories + 1] = name end

-- Notes a table or division if it is an infobox.
function facts.note_box(node)
  local template = page.templates[node.label]
  if infoboxes.is_one(node, template) then facts.boxes[#facts.boxes + 1] = { node, template } end
end

function facts.note_formula() facts.has_math = true end

-- A line for each fact: `category`, name; `infobox`, name; `field` of the last infobox, key, value; `math`.
function facts.report()
  local lines = {}
  local function add(kind, ...)
    local cells = { kind }
    for _, text in ipairs { ... } do cells[#cells + 1] = text:gsub('[\t\n]', ' ') end
    lines[#lines + 1] = table.concat(cells, '\t')
  end
  for _, category in ipairs(facts.categories) do add('category', category) end
  for _, box in ipairs(infoboxes.read(facts.boxes)) do
    add('infobox', box.name)
    for _, field in ipairs(box.fields) do add('field', field[1], field[2]) end
  end
  if facts.has_math then add 'math' end
  return table.concat(lines, '\n')
end

facts.start()

return facts
