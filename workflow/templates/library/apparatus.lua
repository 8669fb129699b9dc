-- What is no text of the article and is left out on purpose: notes and citations, hatnotes, maintenance,
-- navigation, infoboxes, images and maps, set-up.

local helpers = require 'helpers'

local LEFT_OUT = {
  -- Footnotes, citations and their lists.
  [[
  sfn|sfnp|sfnm|sfnmp|sfnlink|sfnref|harv|harvnb|harvtxt|harvcol|harvcolnb|harvcoltxt|harvid|harvp|harvs|
  harvard citation|harvard citation text|harvard citation no brackets|harvnb text|harvc|r|rp|ref|note|ref label|
  note label|refn|efn|efn-ua|efn-la|efn-lr|efn-ur|efn-lg|efn-note|notetag|nb|cref|cnote|cref2|cnote2|fn|fnb|tn|
  tfn|tref|tnote|ref name|reflist|references|notelist|notelist-ua|notelist-la|notefoot|notes|refs|
  ref-list|reflist-talk|refimprove|full|citation|cite|cit|vcite|vancite|vcite2|cit web|web cite|lsj|wikicite|
  source attribution|citation-attribution|catholic encyclopedia|1911|eb1911|pd-notice|cia world factbook|loc|usgs|
  dod|cc-notice|free-content attribution|inaturalist taxon|bsn|shortref|explanatory footnote|explnote|
  named reference|ref-nr|citeq|cite q|abbrev cite|doi-broken|dead link|dl|webarchive|wayback|webcite|cbignore|
  registration required|subscription required|subscription|closed access|open access|paywall|pdf|dead|link note|
  free access|self-published source|self-published inline|page needed|pn|pages needed|full citation needed|
  sources-inline|isbn missing|author missing|date missing|title missing|year missing|bare url inline|bare urls|
  incomplete short citation|citation error|lcrc|cascite|fdacite|ebicite|stdinchicite|chemspidercite|drugbankcite|
  keggcite|chebicite|uniicite|imagefact|pubchemcite|chemblcite|grin|apni|rhs|cite tweet|fact check|rsw|rsc|
  source-attribution|include-eb|dnb|dnb cite|nie|nsrw|americana|ebc|schaff-herzog|jewish encyclopedia|appletons|
  gutenberg|gutenberg author|librivox author|internet archive author|worldcat|dmoz|curlie|imdb name|imdb title|
  imdb|mathworld|sep entry|sep|iep|discogs artist|musicbrainz artist|allmusic|rotten tomatoes|metacritic film|
  mojo title|amg movie|tcmdb title|ibdb name|ibdb show|iobdb name|tv.com|findagrave|find a grave|nndb|openlibrary|
  ol author|goodreads author|isfdb name|isfdb title|official website|official|official blog|c-span|
  charlie rose view|nyttopic|guardian topic|twitter|facebook|instagram|youtube|linkedin|myspace|vimeo|bbc online|
  ballotpedia|cinii|scholia|philpapers|inpho|plato|geonames|osm relation|osmrelation-inline|osm|gnis|gbrmapper|
  cricinfo|cricketarchive|espn|fbref|soccerbase|transfermarkt|sports links|baseballstats|basketballstats|
  footballstats|hockeydb|olympedia|fifa player|soccerway|worldfootball.net|national football teams|uefa player|
  atp|wta|itf|bwf|tennis archive|tennislinks|isni|viaf|interpro|google books|google book|goldbookref|springer|planetmath|worldcat id|oed|oetymd|navsource|nlab|imslp|eol|apod|
  nrhp url|cantorion|govpubs|gutenberg book|librivox book|internet archive short film|in our time|itis|mactutor|
  mathgenealogy|snopes|sfdb|wikilivres|itf profile|atp|daviscup player|tennishof|florabase|flora of australia online|
  msw3 carnivora|iucn2008|icsc|academic peer reviewed|barrington|spoken wikipedia-2|research help|further cleanup|
  prone to spam|noteslist|nahmc|interwiki conflict|lookfrom|intitle|include-nasa|pdb|emedicine2|emedicine|medlineplus|diseasesdb|
  cia world factbook link|wikiatlas|books-inline|geographic reference|gr|uscensuspop-source|cite-attribution|
  library resources box|library resources about]],
  -- Hatnotes and links to other pages.
  [[
  main|main article|mainarticle|main articles|main page|main list|main category|main cat|main2|main3|see also|see|
  also|seealso|see also2|see2|further|further2|further3|further information|furtherreading|details|details3|
  detail|more|more information|broader|about|about2|about-distinguish|about-distinguish-text|about other people|
  for|for2|for-multi|for multi|for the|redirect|redirect2|redirect3|redirect4|redirect6|redirect-multi|
  redirect-distinguish|redirect-distinguish2|redirect-distinguish6|redirect-distinguish-for|redirect-several|
  redirect-synonym|redirect-acronym|redirects here|distinguish|distinguish2|distinguish-redirect|
  not to be confused with|confused|confuse|other uses|other uses2|otheruses|otheruses2|otheruses4|
  other people|other people2|other people3|other places|other places3|other hurricanes|other ships|other storms|
  this|dablink|hatnote|hatnote group|hat note|rellink|similar names|similar name|technical reasons|correct title|
  correct|wrongtitle|wrong title|lowercase title|lowercase|italic title|italictitle|italics title|
  italic dab title|displaytitle|title|selfref|family name hatnote|chinese name|korean name|japanese name|
  vietnamese name|hungarian name|eastern name|spanish name|spanish name 2|portuguese name|icelandic name|
  indian name|malay name|patronymic|family name footnote|thai name|burmese name|eastern slavic name|
  mongolian name|ethiopian name|filipino name|indonesian name|arabic name|basque name|catalan name|dutch name|
  slavic name|ukrainian name|unreferenced|list see also|see wikt|cat main|catmain|catsee|section sizes|year dab|
  sectionlinks|transcluded section|transcluding article|transclude|labeled section transclusion|excerpt|
  special|for outline|part of|split article|continued|article containing video|broad-concept article|
  primary source|self-reference tool]],
  -- Maintenance, protection and assessment.
  [[
  citation needed|cn|fact|cb|citation requested|facts|need citation|needs citation|citation required|uncited|
  unsourced|source?|source|sources|no citation|no source|clarify|clarification needed|what|huh|vague|ambiguous|
  elucidate|definition needed|jargon|when|when?|where|where?|who|who?|whom|whom?|by whom|by whom?|which|which?|
  why|why?|how|how?|how often|how many|like whom|like what|says who|according to whom|attribution needed|who said|
  specify|quantify|compared to?|dubious|disputed|disputed inline|dispute inline|disputed-inline|or|or?|
  original research|original research inline|verify source|verification needed|verify|vn|verify credibility|
  failed verification|fv|not in source|nis|better source|better source needed|unreliable source|
  unreliable source?|unreliable source inline|unreliable medical source|rs|user-generated source|
  medical citation needed|medcn|mcn|non-primary source needed|primary source inline|third-party source needed|
  third-party inline|primary sources|third-party|peacock|peacock inline|peacock term|weasel|weasel inline|
  weasel-inline|weasel word|weasel words|pov|pov-statement|pov statement|pov check|pov-check|neutrality|
  npov language|undue|undue weight|undue inline|undue weight inline|lopsided|globalize|globalize/us|update|
  update after|update inline|update-inline|outdated|out of date|out-dated inline|outofdate|as of?|needs update|
  obsolete|datedinfo|date?|future|current|current event|recentism|recent death|in use|under construction|inuse|
  underconstruction|expand|expand section|empty section|stub section|section stub|cleanup|cleanup-rewrite|
  cleanup section|clean up|cleanup bare urls|cleanup list|copy edit|copyedit|copy edit inline|copyedit inline|
  awkward|tone|tone inline|essay-like|essay|news release|advert|advertising|fansite|fan pov|coi|coi source|
  autobiography|notability|orphan|dead end|deadend|underlinked|overlinked|too many links|uncategorized|
  improve categories|wikify|more citations needed|more references|more footnotes|more footnotes needed|
  refimprove section|no footnotes|nofootnotes|no references|one source|single source|self-published|
  unreferenced section|blp sources|blp unsourced|blp imdb refimprove|blp primary sources|blp noref|
  multiple issues|article issues|issues|too technical|technical|confusing|incomprehensible|context|lead too short|
  lead too long|lead rewrite|lead missing|inadequate lead|intro missing|long lead|introduction|very long|too long|
  long|split|split section|split portions|merge|merge from|merge to|mergefrom|mergeto|merge-from|merge with|
  merging from|move|requested move|prose|convert to prose|example farm|examples|trivia|in popular culture|plot|
  long plot|in-universe|no plot|all plot|overly detailed|over-quotation|quotefarm|too many photos|contradict|
  contradicts|contradict-inline|contradictory inline|self-contradictory|inconsistent|hoax|fringe theories|
  unbalanced|criticism section|section|condense|sections|incomplete|incomplete list|dynamic list|expand list|
  expand language|not english|translation|translated|translated page|rough translation|cleanup translation|
  proofread|proofreader|manual|howto|how-to|game guide|tagged|speculation|speculation inline|crystal|
  unbalanced opinion|opinion|editorializing|relevance|relevance inline|importance inline|non sequitur|off topic|
  off-topic|importance|importance section|importance-section|citation style|inconsistent citations|dead links|
  link rot|linkrot|cleanup red links|cleanup-gallery|cleanup images|image requested|photo requested|map requested|
  reqphoto|bad summary|summarize|summary style|synthesis|synthesis-inline|synth|nonspecific|
  chronology citation needed|time fact|timefact|circular|circular reference|circular-ref|better|needs image|
  page numbers needed|page numbers improve|page numbers improved|volume needed|issue needed|season needed|
  episode needed|time needed|chapter needed|nonspecific inline|text-source inline|lacking overview|local|ibid|tmi|
  tmi inline|scope|unfocused|underused|fiction|generalize|promotional|buzzword|euphemism|clichéd|cliché|
  colloquialism|anachronism|dated|inappropriate person|inappropriate tone|unencyclopedic|debate|story|review|
  like resume|cv|resume-like|prod|afd|afdm|article for deletion|db|csd|proposed deletion|proposed deletion/dated|
  blp prod|old prod|subst only|copyvio|copypaste|close paraphrasing|non-free|pd-text|copied|hangon|rfd|tfd|tfm|
  template for discussion|template for discussion/dated|cfd|rescue|wip|gocein|gocinuse|good article|
  featured article|featured list|ga|fa|former featured article|good topic|protection padlock|protected|protect|
  semi-protected|pp|pp-semi|bots|nobots|bot|engvarb|engvar|use dmy|dmy|mdy|american english|british english|eb|
  short description|short desc|shortdesc|sd|authority control|ac|persondata|normdaten|taxonbar|taxon bar|
  default sort|defaultsort|coord missing|coordinates missing|featured picture|article poll|skip to toc|skip to bottom|skip to top|notice|ambox|mbox|ombox|tmbox|fmbox|asbox|imbox|dmbox|note box|
  edit notice|editnotice|disclaimer|contains special characters|contains indic text|contains chinese text|
  contains japanese text|contains korean text|contains ipa|special characters|ipa notice|specialchars|
  contains arabic text|contains hebrew text|contains cuneiform text|contains ethiopic text|contains cyrillic text|
  contains greek text|contains special|contains *|indic script|inconclusive|improve|tone-inline|sic?|void inline|
  not verified|cite check|citecheck|cite needed|citation not found|hidden comment|comment|qualify evidence|
  charmap|related articles|usn flag|todo|to do|fixme]],
  -- Navigation, categories and sister projects.
  [[
  portal|portals|portal bar|portal inline|portalbar|portal-inline|commons|commons category|commonscat|
  commons category-inline|commons-inline|commons cat|commonscat-inline|commons category multi|
  commons and category|commons and category-inline|commons category inline|commonscat inline|commons inline|
  commons gallery|wikiquote|wikiquote-inline|wikiquotes|wikisource|wikisource-inline|wikisource author|
  wikisourcelang|wikisource1911enc|wikisource1911enc citation|wikispecies|wikispecies-inline|wiktionary|
  wiktionary-inline|wiktionary pipe|wiktionary category|wiktionarycat|wikivoyage|wikivoyage-inline|wikibooks|
  wikibooks-inline|wikinews|wikinews-inline|wikinewscat|wikinews category|wikiversity|wikiversity-inline|
  wikimedia|sister project links|sister project|sister|sisterlinks|sisterlinks-inline|sister-inline|subject bar|
  subjectbar|wikidata|wikidata property|wikidata list|wikidata entity link|wikimedia for portals|wikia|
  spoken wikipedia|spoken wikipedia-4|spoken article|listen|audio theater|multi-listen|multi-listen start|
  multi-listen item|multi-listen end|navbox|navboxes|navbox top|navbox bottom|navboxes top|navboxes bottom|navbar|
  sidebar|sidebar games events|sidebar start|sidebar end|v-t-e|vte|nobars|footer|succession box|succession|
  start box|end box|startbox|endbox|s-start|s-end|s-bef|s-aft|s-ttl|s-break|before|after|ahnentafel|family tree|
  family tree/start|family tree/end|familytree|chart|chart/start|chart/end|chart top|chart bottom|tree chart|
  tree chart/start|tree chart/end|treechart|clade|clade gallery|cladex|cladogram|barlabel|
  adjacent communities|adjacent stations|geographic location|compass-table|geographic location 2|toc|tocright|
  toc right|tocleft|toc left|toc limit|toclimit|compact toc|compacttoc|horizontal toc|toc hidden|atoz|
  alphanumeric toc|category toc|category tree all|top icon|topicon|reflink|year nav|births and deaths by year|
  clear left|clear right|-right|clr|clearleft|clearright|clearboth|stack begin|stack end|stack top|stack bottom|
  stackbegin|stackend|fix bunching|fixbunching|fixhtml|float begin|float end|floating box|outline|
  basepage subpage|dab|disambig|disambiguation|disambiguation page|hndis|geodis|surname|given name|
  set index article|sia|disambig-acronym|letter-number combination disambiguation|letter disambiguation|
  mountain index|ship index|schooldis|roaddis|numberdis|mathdis|plant common name|animal common name|
  disambiguation cleanup|no more links|spoken|wide|r from camelcase|wikipedia books|book|book bar|book links|
  wikipedia-books|books|featured topic|anchor|anchors|anch|visible|shortcut|ss|about year|unit attached|
  improve documentation|documentation|template doc|no redirect note|interwiki|link fa|link ga|
  redirect category shell|rcat shell|redr|this is a redirect|rfrom|largest cities|largest cities of|
  us census population|historical populations|historical population|census|uscensuspop|elections box|five oceans|
  regions of the world|continents of the world|languages of|united states topics|europe topic|asia topic|
  africa topic|africa in topic|north america topic|south america topic|oceania topic|countries of europe|
  history of|culture of|campaignbox|military navigation|dynasties|kings and queens|writing systems sidebar|
  ancient greek religion|acids and bases|periodic table|compact periodic table|philosophy sidebar|buddhism|
  christianity|islam|hinduism|judaism|feminism sidebar|life in|politics of|economy of|catholic church sidebar]],
  -- Infoboxes, boxes of figures, tables of their own.
  [[
  infobox|taxobox|speciesbox|automatic taxobox|automatictaxobox|subspeciesbox|hybridbox|infraspeciesbox|ichnobox|
  oobox|virusbox|paraphyletic group|mycomorphbox|geobox|chembox|drugbox|enzyme|protein|starbox|weather box|
  weatherbox|climate chart|climate chart/sandbox|graph:chart|graph|line chart|bar chart|pie chart|bar box|
  bar percent|bar pixel|bar|bar stacked|bartable|bar table|chart bar|timeline|horizontal timeline|
  include timeline|graphical timeline|legend|legend0|legend2|legend inline|legend-line|legend-text|color box|
  colorbox|colour box|box|colorsample|color sample|color swatch|color chip|element color|episode list|
  episode list/sublist|episode table|episode table/part|series overview|japanese episode list|graphic novel list|
  graphic novel list/header|graphic novel list/footer|track listing|tracklist|track list|tracklisting|
  track listing total length|tracklist custom|extra track listing|album chart|albumchart|single chart|singlechart|
  certification table top|certification table entry|certification table bottom|certification cite|music ratings|
  album ratings|album reviews|albumratings|video game reviews|video game multiple console reviews|film ratings|
  television critical response|aggregate|vg reviews|sports table|football box|footballbox|
  football box collapsible|footballbox collapsible|basketballbox|basketballbox collapsible|rugbybox|
  rugbybox collapsible|vb res|handballbox|hockeybox|baseballbox|linescore|linescore amfb|linescoreamfb|nfl roster|
  americanfootballbox|cricketbox|limited overs matches|test match|fb start|fb end|fb r|fs start|fs end|fs mid|
  fs break|nat fs start|nat fs end|nat fs g start|nat fs break|fb si player|efs start|efs player|efs end|medaltop|
  medaltable|medal templates|medal|medals|medalgold|medalsilver|medalbronze|medalcompetition|medalsport|
  medalcountry|medalbottom|gold medal|silver medal|bronze medal|gold01|silver02|bronze03|gold1|silver2|bronze3|
  goldmedal|silvermedal|bronzemedal|yellow card|red card|performance timeline|tennis final|election box|
  election box begin|election box end|election results|composition bar|election table|infobox election/shortname|
  spaceflight crew|mission table|launching|orbit|small solar system bodies|planetbox begin|planetbox end|
  orbitbox planet|orbitbox planet begin|orbitbox end|orbitbox|starbox begin|starbox end|phanerozoic|fossil range|
  fossilrange|geological range|long fossil range|phanerozoic 220px|all time|ipa chart|ipa vowels|ipa consonants|
  english phonology|routemap|bs-map|bs-header|bs-table|railway line header|route map|bs2|bs3|bs4|bs5|bs|
  attached kml|kml|maplink|mapframe|osm location map|location map|location map+|location map~|location map many|
  location mark|location map start|location map end|overlay|superimpose|superimpose2|annotated image|
  annotated image 4|annotation|image map|imagemap|label|image label|image label begin|image label end|
  image label small|labelled image|calculator|css image crop|easy css image crop|gallery|multiple image|
  multiple images|double image|triple image|photomontage|photo montage|image array|wide image|tall image|panorama|
  panorama simple|image frame|image|images|perrow|vertical images list|auto images|stack image|external media|
  external image|external video|external audio|external music|external link|external links|image hoax|photo|
  picture|map caption|caption list|chess diagram|chess diagram small|chess position|chess table|xiangqi diagram|
  go diagram|shogi diagram|checkers diagram|rubik|hiero|hieroglyph|hieroglyphs|music staff|abc|lilypond|
  score notation|canvas|3d|mosaic|coord|coords|coordinates|coor|coord list|gps|lunar coords and quad cat|lat long|
  oscoor|gbmapping|gbmappingsmall|iem4ibx|os grid|oscoor gbx|getgrid|decimaltodms|astronomical coordinates|
  wikidatacoord|geogroup|geogrouptemplate|kmlmap|data|data philippines|aligned dates|table cell templates|
  table alignment|sticky header|row hover highlight|row numbers|sort under|static row numbers|table tbd|
  mw-datatable|import style|templatestyles|increase|decrease|steady|profit|loss|gain|up|down|nochange|no change|
  positive increase|negative increase|positive decrease|negative decrease|increaseneutral|decreaseneutral|
  increasenegative|decreasepositive|same|hsp|hs|hidden sort key|ntsh|dtsh|nohide|hid|sortkey|hidden begin box|
  scottish island|shipwreck list|shipwreck list item|ship event row|ship event table|music notation|emoji|POW|kia|
  mia|wia|executed|surrendered|natural causes|killed in action|died in captivity|flag template|symbol|decoration|
  ribbon|ribbon devices|award ribbon|star icon|rating|stars|rating-5|rating-10|smiley|pictogram|thumbs up|icon|
  weather icon|gregorian serbian calendar|this date in recent years|events by month links|day|calendar date|
  year box|m1 year in topic|c20 year in topic|year in various calendars|month header|births|deaths|jctint|jcttop|
  jctbtm|jctbridge|jctco|exit list|legendrj|legendry|routelist row|keypress list|ubx|rail line|rail start|
  rail end|s-rail|s-line|s-text|s-note|algorithm-begin|algorithm-end|end algorithm|nearest systems|star systems|
  asteroid|minor planets navigator|wikitable|aligned|col head|thead|rh|rh2|sticky|nft player|fb cl team|fb team|
  cr result|single-innings cricket match|two-innings cricket match|infobox game score|game log section|
  cfb schedule|cbb schedule|nbasg|cbbsg|chess opening diagram|nonlinear|math theorem|math proof inline]],
  -- Switches, and functions of extensions that set something up or show what is on other pages.
  [[
  notoc|nogallery|noexternallanglinks|#babel:|#coordinates:|#related:|#property:|#statements:|#assessment:|
  #mapframe:|#parsoidfragment:|#seo:|#lst:|#lsth:|#lstx:|#section:|#section-h:|#section-x:]],
}

local templates, define = helpers.new()
for _, names in ipairs(LEFT_OUT) do define(names, false) end

-- First and last words that say enough.
define([[
  languages *|infobox *|taxobox *|cite *|vcite *|citation *|harvard *|use *|pp-*|pp *|wikipedia *|wikidata *|wikimedia *|
  user *|campaignbox *|navbox *|sidebar *|sister *|portal *|succession *|s-*|starbox *|chembox *|geobox *|
  drugbox *|blp *|cleanup *|expand *|more *|unreferenced *|commons *|wikisource *|wiktionary *|wikiquote *|
  wikisource/*|redirect-*|redirect *|r *|disambiguation *|election *|electiontable *|medal *|chart *|graph *|
  pie *|location *|toc *|infobox-*|planetbox *|orbitbox *|routemap *|imdb *|iucn *|gutenberg *|largest *|merge *|
  split *|fb *|nat *|goalscorers *|football *|certification *|pd-*|mw *|template *|module *|geological *|poll *|
  opinion *|ambox *|sports-reference *|medals *|history *|culture *|politics *|economy *|geography *|cities *|
  counties *|districts *|provinces *|states *|regions *|countries *|presidents *|members *|monarchs *|
  universities *|lists *|outline *|kings *|rulers *|islands *|rivers *|religion *|years *|television *|video *|
  *-stub|* stub|* topics|* topic|* navbox|* sidebar|* footer|* series|* infobox|* needed|* inline|*-inline|
  * section|* weatherbox|* map|* portal|* icon|* icons|* hatnote|* timeline|* chart|* navigation|* navbar|* tree|
  * header|* start|* end|* color|* colour|* taxobox|* footnote|* editnotice|* sources|* source|* source?|* roster|
  * squad|* bracket|* standings|* table|* succession|* elections|* treenav|* routemap|* rdt]], false)

-- Modules that pages call themselves.
define([[
  citation/cs1|sports table|rugby box|labelled list hatnote|infobox3cols|medals table|sports results|election box|
  episode list|track listing|multiple image|footnotes|sports rbr table|redirect hatnote|wikidataib|
  check for unknown parameters|unsubst|message box|sister project links|side box|external links]], false)

-- Notes that are written out between two templates, which make an element of them.
for name in helpers.names 'refbegin|refstart|ref begin|cref begin|cnote begin|cnote2 begin' do
  templates[name] = helpers.constant '<div class="refbegin">'
end
for name in helpers.names 'refend|ref end|cref end|cnote end|cnote2 end' do templates[name] = helpers.constant '</div>' end

return templates
