-- Templates of Japanese wikis.

local family = require 'family'
local localized = require 'localized'

local templates, define = family.new()
local shows, constant = family.shows, family.constant

-- A word and its reading: 岩礁（がんしょう）.
define('ルビ|ruby|ふりがな|読み仮名|読み仮名 ruby不使用|読み仮名_ruby不使用|読み', function(arguments)
  local word, reading = arguments[1], {}
  for index = 2, #arguments do
    if arguments[index] ~= '' then reading[#reading + 1] = arguments[index] end
  end
  return word and word .. (#reading > 0 and '（' .. table.concat(reading, '、') .. '）' or '')
end)

-- A link to an article that is not there yet.
define('仮リンク|ill2|ill|illm', shows('label', 'lt', 1))

-- Text that someone doubts, or that wants a special font.
define('要出典範囲|要検証範囲|誰範囲|いつ範囲|独自研究範囲|要説明範囲|どこ範囲|疑問点範囲|要追加記述範囲|信頼性要検証範囲|'
  .. '補助漢字フォント|jis90フォント|jis2004フォント|cp932フォント|拡張漢字|unicodeフォント|機種依存文字', shows(1))

define('quotation|quote|cquote|引用', localized.quotation('%s', shows(1, 'text', 'quote'), shows(2, 'author', 'sign'), shows(3, 'source'), '、'))
define('squote', function(arguments) return arguments[1] and '「' .. arguments[1] .. '」' end)

local LANGUAGES = 'ar アラビア語|cs チェコ語|da デンマーク語|de ドイツ語|el ギリシア語|en 英語|eo エスペラント|es スペイン語|fa ペルシア語|fi フィンランド語|'
  .. 'fr フランス語|grc 古代ギリシア語|he ヘブライ語|hi ヒンディー語|hu ハンガリー語|id インドネシア語|it イタリア語|ko 朝鮮語|la ラテン語|'
  .. 'mn モンゴル語|nl オランダ語|no ノルウェー語|pl ポーランド語|pt ポルトガル語|ro ルーマニア語|ru ロシア語|sa サンスクリット|'
  .. 'sr セルビア語|sv スウェーデン語|th タイ語|tr トルコ語|uk ウクライナ語|vi ベトナム語|zh 中国語'
localized.languages(templates, LANGUAGES, 'lang-%s', '%s: %s')
localized.languages(templates, 'de 独|en 英|es 西|fr 仏|it 伊|la 羅|nl 蘭|pt 葡|ru 露|zh 中', 'lang-%s-short', '%s: %s')

localized.countries(templates, 'ARG アルゼンチン|AUS オーストラリア|AUT オーストリア|BEL ベルギー|BRA ブラジル|CAN カナダ|CHE スイス|CHN 中国|'
  .. 'CZE チェコ|DEU ドイツ|DNK デンマーク|EGY エジプト|ESP スペイン|FIN フィンランド|FRA フランス|GBR イギリス|GRC ギリシャ|IDN インドネシア|'
  .. 'IND インド|ITA イタリア|JPN 日本|KOR 韓国|MEX メキシコ|NLD オランダ|NOR ノルウェー|NZL ニュージーランド|PHL フィリピン|POL ポーランド|'
  .. 'PRK 北朝鮮|PRT ポルトガル|RUS ロシア|SWE スウェーデン|THA タイ|TUR トルコ|TWN 台湾|UKR ウクライナ|USA アメリカ合衆国|VNM ベトナム')

-- Numbers and dates. {{年数|1954|3|4|2001|5|6}} is the years between; to this day they are not the page's.
define('formatnum:|formatnum', function(arguments) return localized.number(arguments[1], ',', '.') end)
localized.conversions(templates)
local function date(year, month, day)
  if not tonumber(year or '') then return nil end
  return year .. '年' .. (tonumber(month or '') and tonumber(month) .. '月' or '') .. (tonumber(day or '') and tonumber(day) .. '日' or '')
end
define('生年月日と年齢|生年月日|birth date|birth date and age|start date|日付', function(arguments)
  return date(arguments[1], arguments[2], arguments[3])
end)
define('死亡年月日と没年齢|没年齢|death date and age', function(arguments)
  return date(arguments[4], arguments[5], arguments[6])
end)
define('年数', function(arguments)
  local given = {}
  for index = 1, 6 do given[index] = tonumber(arguments[index] or '') end
  if #given < 6 then return nil end
  local before = given[5] < given[2] or (given[5] == given[2] and given[6] < given[3])
  return tostring(given[4] - given[1] - (before and 1 or 0))
end)
local ERAS = { { 2019, '令和' }, { 1989, '平成' }, { 1926, '昭和' }, { 1912, '大正' }, { 1868, '明治' } }
define('和暦', function(arguments)
  local year = tonumber(arguments[1] or '')
  for _, era in ipairs(ERAS) do
    if year and year >= era[1] then
      local number = math.tointeger(year - era[1] + 1)
      return era[2] .. (number == 1 and '元' or number) .. '年'
    end
  end
end)
define('旗|flag', shows('name', 1))
define('audio', shows(2))
define('clear|-', constant(''))

-- What readers do not read: notes, navigation, maintenance.
define('r|rp|sfn|sfnp|efn|efn2|refnest|reflist|notelist|脚注ヘルプ|main|see|seealso|see also|otheruses|otheruseslist|'
  .. '要出典|要検証|誰|誰2|いつ|どこ|独自研究|要説明|出典の明記|複数の問題|参照方法|暫定記事|存命人物の出典明記|観点|言葉を濁さない|'
  .. '曖昧さ回避|改名提案|commons|commonscat|normdaten|isbn2|cite *|harvnb|基礎情報 *|infobox *|*-stub|デフォルトソート|'
  .. 'ウィキポータルリンク|ポータル|wikisource|wiktionary|各年の記事|コピペ移動', false)

return templates
