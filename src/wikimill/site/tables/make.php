<?php
// Prints the tables of MediaWiki's core that wikimill ships (core.zip, by pack.py): what is the same on every wiki, then a line
// of JSON for each language, with what differs from the one below it.
//
//   MW_INSTALL_PATH=/folder/of/mediawiki MW_CONFIG_FILE=$PWD/settings.php php make.php [LANGUAGE ...]
//
// `make core-tables` runs it on the MediaWiki of the tests. It asks no database.
require_once getenv( 'MW_INSTALL_PATH' ) . '/maintenance/Maintenance.php';

use MediaWiki\MediaWikiServices;

class CoreTables extends Maintenance {
	// Messages that the parser, its functions and modules show, and those that templates most often ask for.
	private const MESSAGES = '/^(?:(?:january|february|march|april|may|june|july|august|september|october|november
		|december)(?:-gen)?|may_long|jan|feb|mar|apr|jun|jul|aug|sep|oct|nov|dec
		|(?:sun|mon|tue|wed|thu|fri|sat)|(?:sun|mon|tues|wednes|thurs|fri|satur)day
		|(?:iranian|hijri|hebrew)-calendar-m\d+[a-z]?(?:-gen)?
		|duration-.*|seconds|minutes|hours|days|weeks|months|years|ago|just-now|formatnum-nan
		|(?:comma|colon|semicolon|word|pipe)-separator|and|parentheses|brackets|quotation-marks|ellipsis|percent
		|size-(?:bytes|kilobytes|megabytes|gigabytes)|lang|toc|edit|talk|view|blanknamespace|mainpage|filedesc
		|parser-template-(?:loop|recursion-depth)-warning
		|pfunc_(?!desc).*|scribunto-(?:line|module-line|lua-error.*|common-no.*))$/x';

	public function __construct() {
		parent::__construct();
		$this->addArg( 'languages', 'these alone; all without', false, true );
	}

	public function execute() {
		$cache = MediaWikiServices::getInstance()->getLocalisationCache();
		$names = MediaWikiServices::getInstance()->getLanguageNameUtils()->getLanguageNames();
		// Codes that stand for others, such as `no` for `nb`.
		$dummies = $this->getConfig()->get( 'DummyLanguageCodes' );
		$this->line( $this->core() );
		foreach ( $this->mArgs ?: $this->languages( $cache, $names ) as $code ) {
			$fallback = $cache->getItem( $code, 'fallbackSequence' );
			$own = $this->facts( $cache, $dummies[$code] ?? $code );
			// Portuguese and Brazilian fall back to each other: then the difference is the one from English.
			$first = $fallback[0] ?? 'en';
			$first = in_array( $code, $cache->getItem( $first, 'fallbackSequence' ) ) ? 'en' : $first;
			$below = $code === 'en' ? [] : $this->facts( $cache, $dummies[$first] ?? $first );
			$entry = [ 'language' => $code, 'name' => $names[$code] ?? '' ];
			if ( $first !== 'en' ) {
				$entry['below'] = $first;
			}
			if ( $fallback && $fallback !== [ 'en' ] ) {
				$entry['fallback'] = $fallback;
			}
			$this->line( $entry + $this->difference( $own, $below ) );
			$cache->unload( $code );
		}
	}

	/** The codes of those with a name, and of those that these fall back to, without former codes. */
	private function languages( LocalisationCache $cache, array $names ): array {
		$codes = array_keys( $names );
		foreach ( $codes as $code ) {
			$codes = array_merge( $codes, $cache->getItem( $code, 'fallbackSequence' ) );
		}
		return $this->sorted( array_diff( $codes, array_keys( LanguageCode::getDeprecatedCodeMapping() ) ) );
	}

	private function line( array $entry ): void {
		$flags = JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES | JSON_THROW_ON_ERROR | JSON_PRESERVE_ZERO_FRACTION;
		$this->output( json_encode( $entry, $flags ) . "\n" );
	}

	/** What is the same in every language. */
	private function core(): array {
		$services = MediaWikiServices::getInstance();
		$parser = $services->getParserFactory()->create();
		$spaces = [];
		foreach ( $services->getNamespaceInfo()->getCanonicalNamespaces() as $id => $name ) {
			$spaces[] = [
				$id, strtr( $name, '_', ' ' ), $services->getNamespaceInfo()->hasSubpages( $id ),
				$services->getNamespaceInfo()->isContent( $id )
			];
		}
		$synonyms = array_merge( ...array_values( $parser->getFunctionSynonyms() ) );
		$hashed = array_filter( $synonyms, static fn ( $word ) => $word[0] === '#', ARRAY_FILTER_USE_KEY );
		return [
			'mediawiki' => MW_VERSION,
			'sha256' => $this->digest(),
			'namespaces' => $spaces,
			'variables' => $this->sorted( $services->getMagicWordFactory()->getVariableIDs() ),
			'functions' => $this->sorted( $parser->getFunctionHooks() ),
			'with_hash' => $this->sorted( array_values( $hashed ) ),
			'tags' => $this->sorted( $parser->getTags() ),
			'former_codes' => LanguageCode::getDeprecatedCodeMapping(),
		];
	}

	/** Of the files with messages and cases, by which one can tell whether the tables are of them. */
	private function digest(): string {
		global $IP;
		$kinds = [ 'messages/*.php', 'i18n/*.json', 'data/grammarTransformations/*.json' ];
		$files = array_merge( ...array_map( static fn ( $kind ) => glob( "$IP/languages/$kind" ), $kinds ) );
		$context = hash_init( 'sha256' );
		foreach ( $files as $file ) {
			hash_update( $context, hash_file( 'sha256', $file ) );
		}
		return hash_final( $context );
	}

	private function sorted( array $names ): array {
		$names = array_values( array_unique( $names ) );
		sort( $names );
		return $names;
	}

	/** A language as MediaWiki merges it with those that it falls back to. */
	private function facts( LocalisationCache $cache, string $code ): array {
		$messages = [];
		foreach ( $cache->getSubitemList( $code, 'messages' ) as $key ) {
			if ( preg_match( self::MESSAGES, $key ) ) {
				$text = $cache->getSubitem( $code, 'messages', $key );
				// As MessageCache gives it.
				$entities = [ '&#32;' => ' ', '&nbsp;' => "\u{A0}", '&#160;' => "\u{A0}", '&shy;' => "\u{AD}" ];
				$messages[$key] = strtr( $text, $entities );
			}
		}
		ksort( $messages );
		$aliases = [];
		foreach ( [ 'namespaceAliases', 'namespaceGenderAliases' ] as $item ) {
			foreach ( $cache->getItem( $code, $item ) ?: [] as $name => $id ) {
				foreach ( is_array( $id ) ? $id : [ $id ] as $each ) {
					// Gendered ones are listed the other way round: [ number => [ 'female' => name ] ].
					[ $alias, $number ] = is_array( $id ) ? [ $each, $name ] : [ $name, $each ];
					$aliases[strtr( $alias, '_', ' ' )] = (int)$number;
				}
			}
		}
		$spaces = [];
		foreach ( $cache->getItem( $code, 'namespaceNames' ) as $id => $name ) {
			if ( $id !== NS_MAIN ) {
				$spaces[$id] = strtr( (string)$name, '_', ' ' );
			}
		}
		// The names in other variants of the language, as Language::getNamespaceAliases has them.
		$converter = MediaWikiServices::getInstance()->getLanguageConverterFactory()->getLanguageConverter(
			MediaWikiServices::getInstance()->getLanguageFactory()->getLanguage( $code )
		);
		foreach ( array_diff( $converter->getVariants(), [ $code ] ) as $variant ) {
			foreach ( array_diff( array_keys( $spaces ), [ NS_PROJECT, NS_PROJECT_TALK ] ) as $id ) {
				$name = strtr( $converter->convertNamespace( $id, $variant ), '_', ' ' );
				if ( $name !== '' && !in_array( $name, $spaces ) ) {
					$aliases += [ $name => $id ];
				}
			}
		}
		$words = $cache->getItem( $code, 'magicWords' );
		ksort( $words );
		$pages = $cache->getItem( $code, 'specialPageAliases' );
		ksort( $pages );
		return [
			'rtl' => (bool)$cache->getItem( $code, 'rtl' ),
			'digits' => (object)( $cache->getItem( $code, 'digitTransformTable' ) ?: [] ),
			'separators' => (object)( $cache->getItem( $code, 'separatorTransformTable' ) ?: [] ),
			'minimum_grouping_digits' => (int)( $cache->getItem( $code, 'minimumGroupingDigits' ) ?: 1 ),
			'grouping' => (string)$cache->getItem( $code, 'digitGroupingPattern' ),
			'link_trail' => (string)$cache->getItem( $code, 'linkTrail' ),
			'link_prefix' => $cache->getItem( $code, 'linkPrefixExtension' )
				? (string)$cache->getItem( $code, 'linkPrefixCharset' ) : '',
			'grammar' => (object)$this->grammar( $code ),
			'php_class' => $this->phpClass( $code ),
			'time' => MediaWikiServices::getInstance()->getLanguageFactory()->getLanguage( $code )
				->getDateFormatString( 'time', 'default' ),
			'namespaces' => $spaces,
			'aliases' => $aliases,
			'words' => $words,
			'special_pages' => $pages,
			'messages' => $messages,
		];
	}

	/**
	 * The pairs of pattern and replacement by which `{{grammar:case|word}}` changes a word: by case, or another case
	 * that is the same. MediaWiki takes none from the languages that a language falls back to.
	 */
	private function grammar( string $code ): array {
		$language = MediaWikiServices::getInstance()->getLanguageFactory()->getLanguage( $code );
		$cases = array_diff_key( $language->getGrammarTransformations(), [ '@metadata' => true ] );
		$isRule = static fn ( $rule ) => $rule[0] !== '@metadata';
		return array_map(
			static fn ( $rules ) => is_array( $rules ) ? array_values( array_filter( $rules, $isRule ) ) : $rules,
			$cases
		);
	}

	/**
	 * The language whose class in PHP stands for this one: its own, or that of one that it falls back to, English's last.
	 * That of Kazakh asks in which script one reads.
	 */
	private function phpClass( string $code ): string {
		$language = MediaWikiServices::getInstance()->getLanguageFactory()->getLanguage( $code );
		$class = strtr( strtolower( substr( get_class( $language ), strlen( 'Language' ) ) ), '_', '-' );
		$scripts = [ 'kk-latn' => 'kk-latn', 'kk-tr' => 'kk-latn', 'kk-arab' => 'kk-arab', 'kk-cn' => 'kk-arab' ];
		return $class === 'kk' ? $scripts[$code] ?? $class : $class;
	}

	/** The items of `own` that `below` has otherwise; null for what it has and `own` has not. */
	private function difference( array $own, array $below ): array {
		$entry = [];
		foreach ( $own as $item => $value ) {
			if ( !$below ) {
				$entry[$item] = $value;
			} elseif ( in_array( $item, [ 'namespaces', 'aliases', 'words', 'special_pages', 'messages' ] ) ) {
				$part = [];
				foreach ( $value as $key => $each ) {
					$other = $below[$item][$key] ?? null;
					if ( $each !== $other ) {
						$part[$key] = $item === 'words' && $other ? $this->aliases( $each, $other ) : $each;
					}
				}
				foreach ( array_diff_key( $below[$item], $value ) as $key => $_ ) {
					$part[$key] = null;
				}
				if ( $part ) {
					$entry[$item] = (object)$part;
				}
			} elseif ( $value != $below[$item] ) {
				$entry[$item] = $value;
			}
		}
		return $entry;
	}

	/** The aliases that a magic word has before those of `below`, without the case rule; else all of it. */
	private function aliases( array $word, array $below ): array {
		$first = array_values( array_diff( array_slice( $word, 1 ), array_slice( $below, 1 ) ) );
		return array_merge( [ $below[0] ], $first, array_slice( $below, 1 ) ) === $word ? $first : $word;
	}
}

$maintClass = CoreTables::class;
require_once RUN_MAINTENANCE_IF_MAIN;
