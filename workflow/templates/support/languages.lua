-- Names of languages by ISO 639 code, and by the codes that Wikipedia adds.

local helpers = require 'helpers'

local LANGUAGES = [[
ab Abkhaz|ace Acehnese|ady Adyghe|ae Avestan|af Afrikaans|ain Ainu|akk Akkadian|ale Aleut|aln Gheg Albanian|
als Alsatian|alt Altai|am Amharic|an Aragonese|ang Old English|apc Levantine Arabic|apw Western Apache|ar Arabic|
arc Aramaic|arn Mapudungun|art Conlang|ary Moroccan Arabic|arz Egyptian Arabic|as Assamese|ast Asturian|av Avar|
ave Avestan|awa Awadhi|ay Aymara|az Azerbaijani|ba Bashkir|bal Balochi|ban Balinese|bar Bavarian|bbc Batak Toba|
bcl Central Bikol|be Belarusian|ber Berber|bew Betawi|bg Bulgarian|bho Bhojpuri|bi Bislama|bjn Banjarese|bm Bambara|
bn Bengali|bo Tibetan|bpy Bishnupriya Manipuri|br Breton|brh Brahui|brx Bodo|bs Bosnian|btk Batak|bug Buginese|
bxr Buryat|ca Catalan|ca-valencia Valencian|cbk Chavacano|cdo Eastern Min|ce Chechen|ceb Cebuano|
cel-x-proto Proto-Celtic|ch Chamorro|chg Chagatai|chk Chuukese|cho Choctaw|chr Cherokee|chy Cheyenne|cic Chickasaw|
cjy Jin Chinese|ckb Central Kurdish|cmn Mandarin Chinese|cmn-hans Chinese|cnr Montenegrin|co Corsican|cop Coptic|
cr Cree|crh Crimean Tatar|cs Czech|csb Kashubian|cu Church Slavonic|cv Chuvash|cy Welsh|da Danish|dak Dakota|
de German|de-at Austrian German|de-ch Swiss Standard German|deu German|doi Dogri|dsb Lower Sorbian|dv Dhivehi|
dz Dzongkha|ee Ewe|egy Ancient Egyptian|egy-latn Ancient Egyptian|el Greek|ell Greek|ems Alutiiq|emy Classic Maya|
en English|en-gb British English|en-us American English|eng English|enm Middle English|eo Esperanto|es Spanish|
es-mx Mexican Spanish|esu Yupʼik|et Estonian|ett Etruscan|eu Basque|evn Evenki|fa Persian|fa-af Dari|ff Fula|
fi Finnish|fil Filipino|fit Meänkieli|fj Fijian|fkv Kven|fo Faroese|fr French|fr-ca Canadian French|fra French|
frm Middle French|fro Old French|frp Franco-Provençal|frr North Frisian|fur Friulian|fy West Frisian|ga Irish|
gag Gagauz|gan Gan Chinese|gcf Antillean Creole|gcr Guianese Creole|gd Scottish Gaelic|gem-x-proto Proto-Germanic|
ger German|gez Geʽez|gil Gilbertese|gl Galician|glk Gilaki|gmh Middle High German|gml Middle Low German|gmq Norse|
gn Guarani|goh Old High German|gom Goan Konkani|got Gothic|grc Ancient Greek|grc-gre Greek|grc-x-attic Attic Greek|
grc-x-byzant Byzantine Greek|grc-x-doric Doric Greek|grc-x-koine Koine Greek|grc-x-medieval Medieval Greek|gre Greek|
gsw Swiss German|gu Gujarati|gul Gullah|gv Manx|ha Hausa|hai Haida|hak Hakka Chinese|haw Hawaiian|hbo Biblical Hebrew|
he Hebrew|hi Hindi|hif Fiji Hindi|hil Hiligaynon|hit Hittite|hmn Hmong|hne Chhattisgarhi|hr Croatian|
hsb Upper Sorbian|hsn Xiang Chinese|ht Haitian Creole|hu Hungarian|hy Armenian|hy-x-west Western Armenian|
hyw Western Armenian|hz Herero|ia Interlingua|id Indonesian|ie Interlingue|ig Igbo|ii Nuosu|ik Iñupiaq|ilo Ilocano|
ine-x-proto Proto-Indo-European|inh Ingush|io Ido|is Icelandic|it Italian|ita Italian|iu Inuktitut|izh Ingrian|
ja Japanese|ja-latn Japanese|jam Jamaican Patois|jpn Japanese|jv Javanese|ka Georgian|kaa Karakalpak|kab Kabyle|
kam Kamba|kbd Kabardian|kca Khanty|kha Khasi|ki Kikuyu|kj Kwanyama|kk Kazakh|kl Greenlandic|km Khmer|
kmr Northern Kurdish|kn Kannada|ko Korean|ko-kp North Korean|kok Konkani|kr Kanuri|krc Karachay-Balkar|kri Krio|
krl Karelian|ks Kashmiri|ku Kurdish|ku-arab Kurdish|kv Komi|kw Cornish|ky Kyrgyz|la Latin|
la-x-medieval Medieval Latin|la-x-new Neo-Latin|lad Judaeo-Spanish|lb Luxembourgish|lez Lezgian|lg Luganda|
li Limburgish|lij Ligurian|liv Livonian|lkt Lakota|lld Ladin|lmo Lombard|ln Lingala|lo Lao|lou Louisiana Creole|
lrc Northern Luri|lt Lithuanian|ltc Middle Chinese|ltg Latgalian|luo Luo|lus Mizo|lv Latvian|lzh Literary Chinese|
mad Madurese|mag Magahi|mai Maithili|mak Makassarese|mdf Moksha|mdh Maguindanao|mg Malagasy|mga Middle Irish|
mh Marshallese|mhr Meadow Mari|mi Māori|min Minangkabau|mk Macedonian|ml Malayalam|mn Mongolian|mnc Manchu|mni Meitei|
mns Mansi|mnw Mon|mo Moldovan|moh Mohawk|mr Marathi|mrq Marquesan|ms Malay|ms-arab Malay|mt Maltese|
mul Multiple languages|mus Muscogee|mwl Mirandese|my Burmese|myn Mayan|myv Erzya|mzn Mazanderani|na Nauruan|
nah Nahuatl|nai Native American|nan Southern Min|nap Neapolitan|nb Norwegian Bokmål|nci Classical Nahuatl|
nds Low German|nds-nl Dutch Low Saxon|ne Nepali|new Newar|ng Ndonga|niu Niuean|nl Dutch|nn Norwegian Nynorsk|
no Norwegian|non Old Norse|nrf Norman|nrm Narom|nso Northern Sotho|nv Navajo|ny Chewa|oc Occitan|och Old Chinese|
odt Old Dutch|ofs Old Frisian|oj Ojibwe|ojp Old Japanese|om Oromo|or Odia|orv Old East Slavic|os Ossetian|osc Oscan|
osx Old Saxon|ota Ottoman Turkish|otk Old Turkic|oto Otomi|oui Old Uyghur|ovd Elfdalian|owl Old Welsh|pa Punjabi|
pag Pangasinan|pal Middle Persian|pam Kapampangan|pap Papiamento|pau Palauan|pcd Picard|pcm Nigerian Pidgin|
pdc Pennsylvania Dutch|peo Old Persian|pfl Palatine German|phn Phoenician|pi Pali|pl Polish|pms Piedmontese|
pnb Punjabi|pnt Pontic Greek|pot Potawatomi|poz Malayo-Polynesian|pra Prakrit|prg Old Prussian|pro Old Occitan|
prs Dari|ps Pashto|pt Portuguese|pt-br Brazilian Portuguese|pt-pt European Portuguese|pua Purépecha|qu Quechua|
quc Kʼicheʼ|qya Quenya|raj Rajasthani|rap Rapa Nui|rar Cook Islands Māori|rgn Romagnol|rm Romansh|rmy Romani|
rn Kirundi|ro Romanian|roa-jer Jèrriais|roa-lor Lorrain|rom Romani|ru Russian|rue Rusyn|rup Aromanian|rus Russian|
rw Kinyarwanda|sa Sanskrit|sah Yakut|sat Santali|sc Sardinian|scn Sicilian|sco Scots|sd Sindhi|se Northern Sámi|
sg Sango|sga Old Irish|sgs Samogitian|sh Serbo-Croatian|shi Tashelhit|si Sinhala|sid Sidamo|sio Siouan|
sjd Kildin Sámi|sjn Sindarin|sk Slovak|skr Saraiki|sl Slovene|sla Slavic|sla-x-proto Proto-Slavic|sm Samoan|
sma Southern Sámi|smj Lule Sámi|smn Inari Sámi|sms Skolt Sámi|sn Shona|so Somali|sog Sogdian|spa Spanish|sq Albanian|
sr Serbian|sr-cyrl Serbian Cyrillic|sr-latn Serbian|srn Sranan Tongo|ss Swazi|st Sotho|stq Saterland Frisian|
su Sundanese|sux Sumerian|sv Swedish|sw Swahili|swb Comorian|syc Classical Syriac|syr Syriac|szl Silesian|ta Tamil|
tcy Tulu|te Telugu|tet Tetum|tg Tajik|th Thai|ti Tigrinya|tk Turkmen|tkl Tokelauan|tl Tagalog|tlh Klingon|tli Tlingit|
tly Talysh|tmr Jewish Babylonian Aramaic|tn Tswana|to Tongan|tpi Tok Pisin|tr Turkish|ts Tsonga|tsg Tausug|tt Tatar|
tt-latn Tatar|tvl Tuvaluan|tw Twi|ty Tahitian|tyv Tuvan|tzm Central Atlas Tamazight|udm Udmurt|ug Uyghur|uga Ugaritic|
uk Ukrainian|ur Urdu|ute Ute|uz Uzbek|ve Venda|vec Venetian|vep Veps|vi Vietnamese|vls West Flemish|vo Volapük|
vot Votic|vro Võro|wa Walloon|war Waray|wo Wolof|wuu Wu Chinese|wyi Woiwurrung|xaa Andalusi Arabic|xal Kalmyk|
xcl Classical Armenian|xh Xhosa|xmf Mingrelian|xno Anglo-Norman|xpr Parthian|xsb Sambal|xum Umbrian|yi Yiddish|
yo Yoruba|yrk Nenets|yua Yucatec Maya|yue Cantonese|za Zhuang|zap Zapotec|zea Zeelandic|
zgh Standard Moroccan Tamazight|zh Chinese|zh-hans simplified Chinese|zh-hant traditional Chinese|zu Zulu|zza Zaza]]

local languages, names = {}, {}
for code, name in helpers.entries(LANGUAGES) do names[code] = name end

-- The name of a language by a code such as `fr`, `fr-CA` or `sr-Latn`; nil when it is not known.
function languages.name(code)
  code = code:lower()
  return names[code] or names[code:match('^%a+')]
end

return languages
