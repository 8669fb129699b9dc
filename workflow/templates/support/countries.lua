-- Names of countries and teams by code.

local helpers = require 'helpers'

-- IOC, FIFA and ISO 3166 codes.
local COUNTRIES = [[
ABW Aruba|AFG Afghanistan|AGO Angola|AHO Netherlands Antilles|AIA Anguilla|ALA Åland|ALB Albania|ALG Algeria|
AND Andorra|ANG Angola|ANT Antigua and Barbuda|ARE United Arab Emirates|ARG Argentina|ARM Armenia|ARU Aruba|
ASA American Samoa|ASM American Samoa|ATF French Southern and Antarctic Lands|ATG Antigua and Barbuda|AUS Australia|
AUT Austria|AZE Azerbaijan|BAH Bahamas|BAN Bangladesh|BAR Barbados|BDI Burundi|BEL Belgium|BEN Benin|BER Bermuda|
BES Caribbean Netherlands|BFA Burkina Faso|BGD Bangladesh|BGR Bulgaria|BHR Bahrain|BHS Bahamas|BHU Bhutan|
BIH Bosnia and Herzegovina|BIR Burma|BIZ Belize|BLM Saint Barthélemy|BLR Belarus|BLZ Belize|BMU Bermuda|BOH Bohemia|
BOL Bolivia|BOT Botswana|BRA Brazil|BRB Barbados|BRN Brunei|BTN Bhutan|BUL Bulgaria|BUR Burkina Faso|
BVT Bouvet Island|BWA Botswana|CAF Central African Republic|CAM Cambodia|CAN Canada|CAY Cayman Islands|
CCK Cocos (Keeling) Islands|CEY Ceylon|CGO Republic of the Congo|CHA Chad|CHE Switzerland|CHI Chile|CHL Chile|
CHN China|CIS Commonwealth of Independent States|CIV Ivory Coast|CMR Cameroon|COD Democratic Republic of the Congo|
COG Republic of the Congo|COK Cook Islands|COL Colombia|COM Comoros|CPV Cape Verde|CRC Costa Rica|CRI Costa Rica|
CRO Croatia|CSK Czechoslovakia|CUB Cuba|CUR Curaçao|CUW Curaçao|CXR Christmas Island|CYM Cayman Islands|CYP Cyprus|
CZE Czech Republic|DEN Denmark|DEU Germany|DJI Djibouti|DMA Dominica|DNK Denmark|DOM Dominican Republic|DZA Algeria|
ECU Ecuador|EGY Egypt|ENG England|ERI Eritrea|ESA El Salvador|ESH Western Sahara|ESP Spain|EST Estonia|ETH Ethiopia|
ETM East Timor|EU European Union|EUA United Team of Germany|EUN Unified Team|FAI Faroe Islands|FIJ Fiji|
FIN Finland|FJI Fiji|FLK Falkland Islands|FRA France|FRG West Germany|FRO Faroe Islands|
FSM Federated States of Micronesia|GAB Gabon|GAM Gambia|GBR United Kingdom|GBS Guinea-Bissau|GDR East Germany|
GEO Georgia|GEQ Equatorial Guinea|GER Germany|GGY Guernsey|GHA Ghana|GIB Gibraltar|GIN Guinea|GLP Guadeloupe|
GMB Gambia|GNB Guinea-Bissau|GNQ Equatorial Guinea|GRC Greece|GRD Grenada|GRE Greece|GRL Greenland|GRN Grenada|
GTM Guatemala|GUA Guatemala|GUE Guernsey|GUF French Guiana|GUI Guinea|GUM Guam|GUY Guyana|HAI Haiti|HKG Hong Kong|
HMD Heard Island and McDonald Islands|HND Honduras|HON Honduras|HRV Croatia|HTI Haiti|HUN Hungary|IDN Indonesia|
IMN Isle of Man|INA Indonesia|IND India|IOM Isle of Man|IOT British Indian Ocean Territory|IRI Iran|IRL Ireland|
IRN Iran|IRQ Iraq|ISL Iceland|ISR Israel|ISV United States Virgin Islands|ITA Italy|IVB British Virgin Islands|
JAM Jamaica|JCI Jersey|JER Jersey|JEY Jersey|JOR Jordan|JPN Japan|KAZ Kazakhstan|KEN Kenya|KGZ Kyrgyzstan|
KHM Cambodia|KIR Kiribati|KNA Saint Kitts and Nevis|KOR South Korea|KOS Kosovo|KSA Saudi Arabia|KUW Kuwait|KWT Kuwait|
LAO Laos|LAT Latvia|LBA Libya|LBN Lebanon|LBR Liberia|LBY Libya|LCA Saint Lucia|LES Lesotho|LIB Lebanon|
LIE Liechtenstein|LKA Sri Lanka|LSO Lesotho|LTU Lithuania|LUX Luxembourg|LVA Latvia|MAC Macau|MAD Madagascar|
MAF Saint Martin|MAL Malaya|MAR Morocco|MAS Malaysia|MAW Malawi|MCO Monaco|MDA Moldova|MDG Madagascar|MDV Maldives|
MEX Mexico|MGL Mongolia|MHL Marshall Islands|MKD North Macedonia|MLI Mali|MLT Malta|MMR Myanmar|MNE Montenegro|
MNG Mongolia|MNP Northern Mariana Islands|MON Monaco|MOZ Mozambique|MRI Mauritius|MRT Mauritania|MSR Montserrat|
MTN Mauritania|MTQ Martinique|MUS Mauritius|MWI Malawi|MYA Myanmar|MYS Malaysia|MYT Mayotte|NAM Namibia|NCA Nicaragua|
NCL New Caledonia|NED Netherlands|NEP Nepal|NER Niger|NFK Norfolk Island|NGA Nigeria|NGR Nigeria|NIC Nicaragua|
NIG Niger|NIR Northern Ireland|NIU Niue|NLD Netherlands|NMK North Macedonia|NOR Norway|NPL Nepal|NRU Nauru|
NZ New Zealand|NZL New Zealand|OMA Oman|OMN Oman|PAK Pakistan|PAN Panama|PAR Paraguay|PCN Pitcairn Islands|PER Peru|
PHI Philippines|PHL Philippines|PLE Palestine|PLW Palau|PNG Papua New Guinea|POL Poland|POR Portugal|PRC China|
PRI Puerto Rico|PRK North Korea|PRT Portugal|PRY Paraguay|PSE Palestine|PUR Puerto Rico|PYF French Polynesia|
QAT Qatar|REU Réunion|RHO Rhodesia|RHS Rhodesia|ROC Republic of China|ROM Romania|ROT Refugee Olympic Team|
ROU Romania|RSA South Africa|RUS Russia|RWA Rwanda|SAA Saar|SAM Samoa|SAU Saudi Arabia|SCG Serbia and Montenegro|
SCO Scotland|SDN Sudan|SEN Senegal|SEY Seychelles|SFR Yugoslavia|SGP Singapore|
SGS South Georgia and the South Sandwich Islands|SHN Saint Helena, Ascension and Tristan da Cunha|SIN Singapore|
SJM Svalbard and Jan Mayen|SKN Saint Kitts and Nevis|SLB Solomon Islands|SLE Sierra Leone|SLO Slovenia|
SLV El Salvador|SMR San Marino|SOL Solomon Islands|SOM Somalia|SPM Saint Pierre and Miquelon|SRB Serbia|SRI Sri Lanka|
SSD South Sudan|STP São Tomé and Príncipe|SUD Sudan|SUI Switzerland|SUR Suriname|SVK Slovakia|SVN Slovenia|SWE Sweden|
SWZ Eswatini|SXM Sint Maarten|SYC Seychelles|SYR Syria|TAN Tanzania|TCA Turks and Caicos Islands|TCD Chad|
TCH Czechoslovakia|TGA Tonga|TGO Togo|THA Thailand|TJK Tajikistan|TKL Tokelau|TKM Turkmenistan|TKY Turkey|
TLS East Timor|TOG Togo|TON Tonga|TPE Chinese Taipei|TRI Trinidad and Tobago|TTO Trinidad and Tobago|TUN Tunisia|
TUR Turkey|TUV Tuvalu|TWN Taiwan|TZA Tanzania|UAE United Arab Emirates|UAR United Arab Republic|UGA Uganda|
UK United Kingdom|UKR Ukraine|UMI United States Minor Outlying Islands|UN United Nations|URS Soviet Union|URU Uruguay|
URY Uruguay|US United States|USA United States|UZB Uzbekistan|VAN Vanuatu|VAT Vatican City|
VCT Saint Vincent and the Grenadines|VEN Venezuela|VGB British Virgin Islands|VIE Vietnam|
VIN Saint Vincent and the Grenadines|VIR United States Virgin Islands|VNM Vietnam|VUT Vanuatu|WAL Wales|
WIF West Indies|WLF Wallis and Futuna|WSM Samoa|YEM Yemen|YUG Yugoslavia|ZAF South Africa|ZAI Zaire|ZAM Zambia|
ZIM Zimbabwe|ZMB Zambia|ZWE Zimbabwe]]

local countries = { names = {} }
for code, name in helpers.entries(COUNTRIES) do countries.names[code] = name end

return countries
