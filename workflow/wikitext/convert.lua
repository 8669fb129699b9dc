-- One page: wikitext in, text out, through the filters in their order.
--
-- A filter is a file that returns a pandoc filter. Two more functions may stand in it: `wikitext(text)` gets the page before it
-- is read, its templates expanded, `markdown(text)` what pandoc wrote. With a list `without` or `unwrap` a filter says which
-- elements it does not need: those it would drop, and those it would replace by their content. They are not made at all, which
-- saves most of their time, unless an earlier filter has neither list and is to see everything.

package.path = package.path:gsub('wikitext', 'reader', 1) .. ';' .. package.path

local page = require 'page'
local page_type = require 'page_type'
local read = require 'read'
local scan = require 'scan'
local selectors = require 'selectors'
local server = require 'server'
local site = require 'site'

local convert = {}

-- Every extension named here costs: pandoc reads the list anew for each page (nineteen took 3.4 ms).
local MARKDOWN = 'markdown-smart-simple_tables-multiline_tables'
local OPTIONS = { wrap_text = 'none' }

-- As what an element is counted that is not made.
local KIND = { Note = 'references', Image = 'images', Figure = 'images', Table = 'tables' }
