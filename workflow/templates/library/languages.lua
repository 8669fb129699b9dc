-- Languages and countries: {{lang-fr|échelle courte}} is "French: échelle courte", {{flag|FRA}} is "France".

local templates = {}

-- ISO 639 codes with a {{lang-XX}} of their own.
local LANGUAGES = [[
af Afrikaans|akk Akkadian|als Alsatian|am Amharic|ang Old English|ar Arabic|arc Aramaic|as Assamese|az Azerbaijani|
be Belarusian|ber Berber|bg Bulgarian|bn Bengali|bo Tibetan|br Breton|bs Bosnian|ca Catalan|ckb Central Kurdish|
cop Coptic|cs Czech|cu Church Slavonic|cy Welsh|da Danish|de German|dv Dhivehi|egy Ancient Egyptian|el Greek|
en English|eo Esperanto|es Spanish|et Estonian|eu Basque|fa Persian|fi Finnish|fil Filipino|fo Faroese|fr French|
fro Old French|fy West Frisian|ga Irish|gd Scottish Gaelic|gl Galician|grc Ancient Greek|gu Gujarati|gv Manx|
ha Hausa|haw Hawaiian|he Hebrew|hi Hindi|hr Croatian|ht Haitian Creole|hu Hungarian|hy Armenian|id Indonesian|
ig Igbo|is Icelandic|it Italian|ja Japanese|jv Javanese|ka Georgian|kk Kazakh|km Khmer|kn Kannada|ko Korean|
ks Kashmiri|ku Kurdish|kw Cornish|ky Kyrgyz|la Latin|lb Luxembourgish|lo Lao|lt Lithuanian|lv Latvian|mg Malagasy|
mi Māori|mk Macedonian|ml Malayalam|mn Mongolian|mr Marathi|ms Malay|mt Maltese|my Burmese|nah Nahuatl|
nap Neapolitan|nb Norwegian Bokmål|nds Low German|ne Nepali|nl Dutch|nn Norwegian Nynorsk|no Norwegian|non Old Norse|
oc Occitan|or Odia|os Ossetian|ota Ottoman Turkish|pa Punjabi|pi Pali|pl Polish|ps Pashto|pt Portuguese|qu Quechua|
rm Romansh|ro Romanian|ru Russian|rue Rusyn|sa Sanskrit|sc Sardinian|scn Sicilian|sco Scots|sd Sindhi|se Northern Sámi|
sh Serbo-Croatian|si Sinhala|sk Slovak|sl Slovene|sm Samoan|so Somali|sq Albanian|sr Serbian|su Sundanese|sv Swedish|
sw Swahili|syc Classical Syriac|syr Syriac|ta Tamil|te Telugu|tg Tajik|th Thai|tk Turkmen|tl Tagalog|tr Turkish|
tt Tatar|ug Uyghur|uk Ukrainian|ur Urdu|uz Uzbek|vec Venetian|vi Vietnamese|wa Walloon|xh Xhosa|yi Yiddish|yo Yoruba|
zh Chinese|zu Zulu]]

-- IOC and ISO 3166 codes of three letters.
local COUNTRIES = [[
AFG Afghanistan|ALB Albania|DZA Algeria|ALG Algeria|AND Andorra|AGO Angola|ANG Angola|ARG Argentina|ARM Armenia|
AUS Australia|AUT Austria|AZE Azerbaijan|BAH Bahamas|BHS Bahamas|BHR Bahrain|BGD Bangladesh|BAN Bangladesh|
BRB Barbados|BAR Barbados|BLR Belarus|BEL Belgium|BLZ Belize|BEN Benin|BTN Bhutan|BOL Bolivia|
BIH Bosnia and Herzegovina|BWA Botswana|BOT Botswana|BRA Brazil|BRN Brunei|BGR Bulgaria|BUL Bulgaria|
BFA Burkina Faso|BUR Burkina Faso|BDI Burundi|KHM Cambodia|CAM Cambodia|CMR Cameroon|CAN Canada|CPV Cape Verde|
CAF Central African Republic|TCD Chad|CHA Chad|CHL Chile|CHI Chile|CHN China|COL Colombia|COM Comoros|
CRI Costa Rica|CRC Costa Rica|HRV Croatia|CRO Croatia|CUB Cuba|CYP Cyprus|CZE Czech Republic|
COD Democratic Republic of the Congo|DNK Denmark|DEN Denmark|DJI Djibouti|DMA Dominica|DOM Dominican Republic|
TLS East Timor|ECU Ecuador|EGY Egypt|SLV El Salvador|ESA El Salvador|GNQ Equatorial Guinea|ERI Eritrea|EST Estonia|
SWZ Eswatini|ETH Ethiopia|FJI Fiji|FIN Finland|FRA France|GAB Gabon|GMB Gambia|GAM Gambia|GEO Georgia|DEU Germany|
GER Germany|FRG West Germany|GDR East Germany|GHA Ghana|GRC Greece|GRE Greece|GRD Grenada|GTM Guatemala|GUA Guatemala|
GIN Guinea|GUI Guinea|GNB Guinea-Bissau|GUY Guyana|HTI Haiti|HAI Haiti|HND Honduras|HON Honduras|HKG Hong Kong|
HUN Hungary|ISL Iceland|IND India|IDN Indonesia|INA Indonesia|IRN Iran|IRI Iran|IRQ Iraq|IRL Ireland|ISR Israel|
ITA Italy|CIV Ivory Coast|JAM Jamaica|JPN Japan|JOR Jordan|KAZ Kazakhstan|KEN Kenya|KIR Kiribati|KOS Kosovo|KWT Kuwait|
KUW Kuwait|KGZ Kyrgyzstan|LAO Laos|LVA Latvia|LAT Latvia|LBN Lebanon|LIB Lebanon|LSO Lesotho|LES Lesotho|LBR Liberia|
LBY Libya|LBA Libya|LIE Liechtenstein|LTU Lithuania|LUX Luxembourg|MAC Macau|MDG Madagascar|MAD Madagascar|MWI Malawi|
MAW Malawi|MYS Malaysia|MAS Malaysia|MDV Maldives|MLI Mali|MLT Malta|MHL Marshall Islands|MRT Mauritania|
MTN Mauritania|MUS Mauritius|MRI Mauritius|MEX Mexico|FSM Federated States of Micronesia|MDA Moldova|MCO Monaco|
MON Monaco|MNG Mongolia|MGL Mongolia|MNE Montenegro|MAR Morocco|MOZ Mozambique|MMR Myanmar|MYA Myanmar|NAM Namibia|
NRU Nauru|NPL Nepal|NEP Nepal|NLD Netherlands|NED Netherlands|NZL New Zealand|NIC Nicaragua|NCA Nicaragua|NER Niger|
NIG Niger|NGA Nigeria|NGR Nigeria|PRK North Korea|MKD North Macedonia|NOR Norway|OMN Oman|OMA Oman|PAK Pakistan|
PLW Palau|PSE Palestine|PLE Palestine|PAN Panama|PNG Papua New Guinea|PRY Paraguay|PAR Paraguay|PER Peru|
PHL Philippines|PHI Philippines|POL Poland|PRT Portugal|POR Portugal|PRI Puerto Rico|PUR Puerto Rico|QAT Qatar|
ROC Republic of China|COG Republic of the Congo|ROU Romania|ROM Romania|RUS Russia|RWA Rwanda|
KNA Saint Kitts and Nevis|SKN Saint Kitts and Nevis|LCA Saint Lucia|VCT Saint Vincent and the Grenadines|WSM Samoa|
SAM Samoa|SMR San Marino|STP São Tomé and Príncipe|SAU Saudi Arabia|KSA Saudi Arabia|SEN Senegal|SRB Serbia|
SYC Seychelles|SEY Seychelles|SLE Sierra Leone|SGP Singapore|SIN Singapore|SVK Slovakia|SVN Slovenia|SLO Slovenia|
SLB Solomon Islands|SOL Solomon Islands|SOM Somalia|ZAF South Africa|RSA South Africa|KOR South Korea|SSD South Sudan|
URS Soviet Union|ESP Spain|LKA Sri Lanka|SRI Sri Lanka|SDN Sudan|SUD Sudan|SUR Suriname|SWE Sweden|CHE Switzerland|
SUI Switzerland|SYR Syria|TWN Taiwan|TPE Chinese Taipei|TJK Tajikistan|TZA Tanzania|TAN Tanzania|THA Thailand|TGO Togo|
TOG Togo|TON Tonga|TGA Tonga|TTO Trinidad and Tobago|TRI Trinidad and Tobago|TUN Tunisia|TUR Turkey|TKM Turkmenistan|
TUV Tuvalu|UGA Uganda|UKR Ukraine|ARE United Arab Emirates|UAE United Arab Emirates|GBR United Kingdom|
USA United States|URY Uruguay|URU Uruguay|UZB Uzbekistan|VUT Vanuatu|VAN Vanuatu|VAT Vatican City|VEN Venezuela|
VNM Vietnam|VIE Vietnam|YEM Yemen|YUG Yugoslavia|ZMB Zambia|ZAM Zambia|ZWE Zimbabwe|ZIM Zimbabwe]]

local function entries(list)
  return list:gsub('\n', ''):gmatch('([^| ]+) ([^|]+)')
end

local function romanized(arguments)
  return arguments.translit or arguments.transliteration or arguments[2]
end

for code, name in entries(LANGUAGES) do
  templates['lang-' .. code] = function(arguments)
    local text = arguments[1] or arguments.text
    if not text then return nil end
    local parts = { (arguments.label == 'none' and '' or (arguments.label or name) .. ': ') .. text }
    local latin, meaning = romanized(arguments), arguments.lit or arguments.translation or arguments[3]
    if latin and latin ~= '' then parts[#parts + 1] = 'romanized: ' .. latin end
    if meaning and meaning ~= '' then parts[#parts + 1] = "lit. '" .. meaning .. "'" end
    return table.concat(parts, ', ')
  end
end

local countries = {}
for code, name in entries(COUNTRIES) do
  countries[code] = name
  templates[code] = function() return name end -- {{USA}}; {{and}} is no country
end
countries.UK, countries.US = 'United Kingdom', 'United States'
templates.UK, templates.US = function() return 'United Kingdom' end, function() return 'United States' end

local function country(arguments)
  local given = arguments[1]
  return arguments.name or (given and (countries[given] or given))
end
for name in ('flag,flagcountry,flagu,country,flag country,flagg,flagteam,flaglist'):gmatch('[^,]+') do
  templates[name] = country
end

-- {{langx|fr|…}} says which language by its first argument.
templates.langx = function(arguments)
  local render = templates['lang-' .. (arguments[1] or '')]
  table.remove(arguments, 1)
  return render and render(arguments) or arguments[1]
end

return templates
