<?php
// Settings with which `make.php` runs: no database is asked, no page exists.
$wgServer = 'https://wiki.example';
$wgSitename = 'Wiki';
$wgDBtype = 'sqlite';
$wgDBname = 'none';
$wgSQLiteDataDir = sys_get_temp_dir();
$wgMainCacheType = $wgMessageCacheType = $wgParserCacheType = $wgSessionCacheType = CACHE_NONE;
$wgLocalisationCacheConf['storeClass'] = LCStoreNull::class;
$wgUseDatabaseMessages = false;
$wgPFEnableStringFunctions = true;
wfLoadExtensions( [
	'CategoryTree', 'Cite', 'ImageMap', 'InputBox', 'Math', 'ParserFunctions', 'Poem', 'Scribunto',
	'SyntaxHighlight_GeSHi', 'TemplateData'
] );
