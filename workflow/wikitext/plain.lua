-- The words of a page by plain scanning, for one that exceeds its limits: quick, and without a tree.

return function(text)
  text = text:gsub('<[^<>\n]*>', ''):gsub("''+", ''):gsub('%[%[([^%[%]\n]+)%]%]', function(link)
    return (link:gsub('^[^|]*|(.+)$', '%1'))
  end)
  return (text:gsub('[{}%[%]<>|]', ' '):gsub('[ \t]+', ' '):gsub('\n ?\n[ \n]*', '\n\n'))
end
