-- Magic words that set something about the page and show nothing, and what only looks like a template.

return {
  ['defaultsort:'] = false,
  ['displaytitle:'] = false,
  ['#tag:'] = false, -- {{#tag:ref|…}}
}
