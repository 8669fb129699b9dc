-- Chemistry, physics, astronomy and biology.

local elements = require 'elements'
local helpers = require 'helpers'
local numbers = require 'numbers'

local templates, define = helpers.new()
local given, pick, list = helpers.given, helpers.pick, helpers.list

local function sup(text) return '<sup>' .. text:gsub('%-', '−') .. '</sup>' end
local function sub(text) return '<sub>' .. text .. '</sub>' end

-- {{chem|H|2|O}}, {{chem|SO|4|2-}}: an argument is a formula's letters, a count or a charge.
define('chem|chemf|chem formula|chemical formula inline|chem2/sandbox', function(arguments)
  local out = {}
  for _, part in ipairs(list(arguments)) do
    local plain = part:gsub("''+", ''):gsub('−', '-'):gsub('–', '-')
    if plain:find('^%d*[+-]$') then
      out[#out + 1] = sup(plain)
    elseif plain:find('^[%d%l.,+-]+$') then
      out[#out + 1] = sub(plain)
    else
      out[#out + 1] = part
    end
  end
  return #out > 0 and table.concat(out) or nil
end)

-- {{chem2|SO4(2-)}}, {{chem2|2H2 + O2 -> 2H2O}}
local ARROWS = { ['<=>'] = '⇌', ['<->'] = '↔', ['->'] = '→', ['<-'] = '←' }
define('chem2|chm|chemical formula 2|chemformula', function(arguments)
  local text = pick(arguments, 1)
  if not text then return nil end
  text = text:gsub('%s[<=-]+>?%s', function(arrow)
    local sign = ARROWS[arrow:match('%S+')]
    return sign and ' ' .. sign .. ' '
  end)
  local function charged(before, charge) return before .. sup(charge) end
  text = text:gsub('%((%d*[+-])%)', sup):gsub('([%a%d%)%]])([+-])%f[%s%z%]]', charged)
  text = text:gsub('([%a%)%]])([%d.]*%d)', function(before, count) return before .. sub(count) end)
  return (text:gsub('%*', '·'))
end)

-- {{chemical formula|C|6|H|12|O|6}} and {{chemical formula|C=6|H=12|O=6}}
define('chemical formula|chembox formula', function(arguments)
  local symbols, out = {}, {}
  for key in pairs(arguments) do
    if elements.numbers[key] then symbols[#symbols + 1] = key end
  end
  local function rank(symbol) return symbol == 'C' and 0 or symbol == 'H' and 1 or symbol end
  table.sort(symbols, function(a, b)
    local first, second = rank(a), rank(b)
    if type(first) ~= type(second) then return type(first) == 'number' end
    return first < second
  end)
  for _, symbol in ipairs(symbols) do
    local count = given(arguments[symbol])
    if count then out[#out + 1] = symbol .. (count ~= '1' and sub(count) or '') end
  end
  return #out > 0 and table.concat(out) or templates.chem(arguments)
end)

-- {{nuclide|uranium|235}} → ²³⁵U, {{simplenuclide|lithium|7}} → ⁷Li
local function nuclide(full)
  return function(arguments)
    local name, mass = pick(arguments, 1), pick(arguments, 2)
    if not name then return nil end
    local symbol = elements.symbols[name:lower()] or name
    local charge = pick(arguments, 'charge', 'anti')
    local below = full and elements.numbers[symbol]
    local ion = charge and charge:find('[+-]') and sup(charge) or ''
    return (mass and sup(mass) or '') .. (below and sub(tostring(below)) or '') .. symbol .. ion
  end
end
define('nuclide|nuclide3|isotope', nuclide(true))
define('nuclide2|simplenuclide|simplenuclide2|simple nuclide|nuclide inline', nuclide(false))
define('element symbol|chemical symbol|symbol of element', function(arguments)
  return given(arguments[1]) and (elements.symbols[arguments[1]:lower()] or arguments[1])
end)
define('element cell|element-symbol-to-oxidation-state-data', false)

-- Particles: {{SubatomicParticle|Electron}}, {{physics particle|p|TR=+}}
local PARTICLES = {
  electron = 'e⁻', positron = 'e⁺', proton = 'p⁺', ['proton+'] = 'p⁺', neutron = 'n⁰', neutron0 = 'n⁰',
  photon = 'γ', muon = 'μ⁻', antimuon = 'μ⁺', tau = 'τ⁻', pion = 'π', ['pion+'] = 'π⁺', ['pion-'] = 'π⁻',
  pion0 = 'π⁰', kaon = 'K', ['kaon+'] = 'K⁺', ['kaon-'] = 'K⁻', kaon0 = 'K⁰',
  neutrino = 'ν', antineutrino = 'ν̅', ['electron neutrino'] = 'νₑ', ['electron antineutrino'] = 'ν̅ₑ',
  ['muon neutrino'] = 'ν_μ', gluon = 'g', quark = 'q', ['up quark'] = 'u', ['down quark'] = 'd',
  ['strange quark'] = 's', ['charm quark'] = 'c', ['bottom quark'] = 'b', ['top quark'] = 't', antiproton = 'p̅',
  antineutron = 'n̅',
  ['w boson'] = 'W', ['w boson+'] = 'W⁺', ['w boson-'] = 'W⁻', ['z boson'] = 'Z', ['z boson0'] = 'Z⁰',
  ['higgs boson'] = 'H⁰', alpha = 'α', beta = 'β', ['beta-'] = 'β⁻', ['beta+'] = 'β⁺', gamma = 'γ', deuteron = 'd',
  triton = 't', lambda = 'Λ', lambda0 = 'Λ⁰', sigma = 'Σ', xi = 'Ξ', omega = 'Ω', ['omega-'] = 'Ω⁻',
  ['j/psi'] = 'J/ψ', upsilon = 'ϒ',
}
define('subatomicparticle|subatomic particle|particle', function(arguments)
  return given(arguments[1]) and (PARTICLES[arguments[1]:lower()] or arguments[1])
end)
define('physics particle|physicsparticle', function(arguments)
  local text = pick(arguments, 1)
  local up, down = pick(arguments, 'TR', 'tr'), pick(arguments, 'BR', 'br')
  return text and text .. (up and sup(up) or '') .. (down and sub(down) or '')
end)

-- {{Solar mass|2.063}} → "2.063 M☉"
for names, symbol in pairs({
  ['solar mass|msun|m☉'] = 'M☉', ['solar radius|rsun'] = 'R☉', ['solar luminosity|lsun'] = 'L☉',
  ['earth mass|mearth'] = 'M🜨', ['earth radius|rearth'] = 'R🜨', ['jupiter mass|mjup|jovian mass'] = 'MJ',
  ['jupiter radius|rjup'] = 'RJ', ['lunar distance|lunar mass'] = 'LD', ['solar temperature'] = 'T☉',
}) do
  define(names, function(arguments) return (given(arguments[1]) and numbers.grouped(arguments[1]) .. ' ' or '') .. symbol end)
end
local function sexagesimal(first, second, third)
  return function(arguments)
    local a, b, c = pick(arguments, 1), pick(arguments, 2), pick(arguments, 3)
    if not a then return nil end
    return (a:gsub('^%-', '−')) .. first .. (b and ' ' .. b .. second or '') .. (c and ' ' .. c .. third or '')
  end
end
define('ra', sexagesimal('<sup>h</sup>', '<sup>m</sup>', '<sup>s</sup>'))
define('dec|dms|skydec', sexagesimal('°', '′', '″'))
define('deg2dms|deg2hms', function(arguments) return given(arguments[1]) and arguments[1] .. '°' end)
define('mp|minor planet|mpl|minor planet link', function(arguments) -- {{mp|2000 SG|344}}
  local name, count = pick(arguments, 1), pick(arguments, 2)
  return name and name .. (count and sub(count) or '')
end)
define('mpc|jpl|starname|star name', false)

-- Living things.
define('au|author|taxon authority|tax auth|sm|authority taxon|smallcaps author', helpers.shows(1))
define('botanist|zoologist|author abbrev', false)
define('dentalformula|dental formula', function(arguments)
  local upper, lower = pick(arguments, 'upper', 1), pick(arguments, 'lower', 2)
  return upper and lower and upper .. '/' .. lower
end)
define('species list|specieslist|taxon list|taxonlist|subspecies list', function(arguments)
  local lines, items = {}, list(arguments)
  for index = 1, #items, 2 do lines[#lines + 1] = '* ' .. table.concat(items, ' ', index, math.min(index + 1, #items)) end
  return #lines > 0 and '\n' .. table.concat(lines, '\n') .. '\n' or nil
end)
define('hybrid', helpers.constant('×'))
define('italictaxon|taxon link|species link|taxonlink|hybrid name|ittitle|nobold taxon', helpers.shows(1))
define('gene|protein name|gene symbol', helpers.shows(1))
define('ec number|ec|enzyme link', function(arguments) return given(arguments[1]) and 'EC ' .. arguments[1] end)
define('cas|casno', function(arguments) return given(arguments[1]) and arguments[1] end)
define('intensity link|h phrase|hph|ghs phrase', helpers.shows(1))
define('snp|hgnc link|omim inline', helpers.shows(1))

-- Mathematics.
define('exp', function(arguments) return given(arguments[1]) and 'e' .. sup(arguments[1]) end)
define('pow|power', function(arguments)
  local base, exponent = pick(arguments, 1), pick(arguments, 2)
  return base and exponent and base .. sup(exponent)
end)
define('log|ln|lim', function(arguments, name) return name .. (pick(arguments, 1) and ' ' .. pick(arguments, 1) or '') end)
define('oeis|oeis link|oeis2c|oeis2', function(arguments)
  return given(arguments[1]) and (arguments[1]:find('^A') and '' or 'A') .. arguments[1]
end)
define('vec|vector|tilde', helpers.shows(1))

return templates
