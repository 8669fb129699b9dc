<?php
// Prints the tables by which MediaWiki converts text between variants of a language, a line of JSON for each language
// (variants.zip, by pack.py); it runs as make.php does. What a line has, wikimill/site/variants.py says.
require_once getenv( 'MW_INSTALL_PATH' ) . '/maintenance/Maintenance.php';

use MediaWiki\MediaWikiServices;

class VariantTables extends Maintenance {
	// From so many pairs on a table is written as the difference from that of another variant.
	private const LARGE = 1000;
	// Letters by which converters tell that a text is in a variant already.
	private const SIGNS = [ 'sr' => [ 'sr-ec' => 'шђчћжШЂЧЋЖ', 'sr-el' => 'šđčćžŠĐČĆŽ' ] ];
	// What ICU converts, by rules that need all of it.
	private const BY_ICU = [ 'ban-bali', 'ban-x-dharma', 'ban-x-palmleaf', 'ban-x-pku' ];

	public function execute() {
		$services = MediaWikiServices::getInstance();
		foreach ( LanguageConverter::$languagesWithVariants + [ -1 => 'tly' ] as $code ) {
			$converter = $services->getLanguageConverterFactory()
				->getLanguageConverter( $services->getLanguageFactory()->getLanguage( $code ) );
			if ( $converter instanceof LanguageConverter ) {
				$lines[$code] = $this->language( $code, $converter );
			}
		}
		ksort( $lines );
		$first = [ 'mediawiki' => MW_VERSION, 'sha256' => $this->digest() ];
		foreach ( array_merge( [ $first ], array_values( $lines ) ) as $line ) {
			$flags = JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES | JSON_THROW_ON_ERROR;
			$this->output( json_encode( $line, $flags ) . "\n" );
		}
	}

	/** Of the files that convert, by which one can tell whether the tables are of them. */
	private function digest(): string {
		global $IP;
		$files = array_merge(
			glob( "$IP/includes/language/converters/*.php" ), glob( "$IP/includes/languages/data/*.php" )
		);
		$context = hash_init( 'sha256' );
		foreach ( $files as $file ) {
			hash_update( $context, hash_file( 'sha256', $file ) );
		}
		return hash_final( $context );
	}

	private function language( string $code, LanguageConverter $converter ): array {
		$variants = $converter->getVariants();
		$names = array_intersect_key( $converter->getVariantNames(), array_flip( $variants ) );
		$former = LanguageCode::getDeprecatedCodeMapping();
		$fallbacks = $codes = $steps = [];
		foreach ( $variants as $variant ) {
			$fallbacks[$variant] = $converter->getVariantFallbacks( $variant );
			$codes[$variant] = $codes[LanguageCode::bcp47( $variant )] = $variant;
			foreach ( array_keys( $former, $variant ) as $old ) {
				$codes[$old] = $variant;
			}
			if ( !in_array( $variant, self::BY_ICU ) ) {
				$steps[$variant] = $this->steps( $converter, $variant );
			}
		}
		return [
			'language' => $code,
			'variants' => $variants,
			'names' => $names,
			'codes' => $codes,
			'fallbacks' => $fallbacks,
			'levels' => (object)array_diff( $converter->getManualLevel(), [ 'bidirectional' ] ),
			'flags' => (object)array_diff_key(
				$converter->getFlags(), array_flip( array_merge( $variants, [ 'A', 'T', 'R', 'D', '-', 'H', 'N' ] ) )
			),
			'separators' => [ $converter->getDescCodeSeparator(), $converter->getDescVarSeparator() ],
			'signs' => (object)( self::SIGNS[$code] ?? [] ),
			'steps' => $steps,
			'tables' => $this->differences( $this->tables( $converter ) ),
		];
	}

	/** What no one outside of a converter may call or see. */
	private function inside( LanguageConverter $converter, callable $function ) {
		return Closure::bind( $function, $converter, get_class( $converter ) )();
	}

	/** The pairs of each variant, and of what it converts first. */
	private function tables( LanguageConverter $converter ): array {
		$tables = $this->inside( $converter, function () {
			$this->loadDefaultTables();
			$this->postLoadTables();
			return $this->mTables;
		} );
		return array_map( static fn ( $table ) => $table->getArray(), $tables );
	}

	/** Large tables as { below: another variant, pairs: what it has not }; those of which another has all are that one's. */
	private function differences( array $tables ): array {
		$written = [];
		foreach ( $tables as $variant => $table ) {
			$written[$variant] = [ 'pairs' => (object)$table ];
			$least = count( $table );
			foreach ( $least < self::LARGE ? [] : $tables as $other => $below ) {
				$more = array_diff_assoc( $table, $below );
				$is_before = array_search( $other, array_keys( $tables ) ) < array_search( $variant, array_keys( $tables ) );
				if ( $is_before && !array_diff_key( $below, $table ) && count( $more ) < $least ) {
					$least = count( $more );
					$written[$variant] = [ 'below' => $other, 'pairs' => (object)$more ];
				}
			}
		}
		return $written;
	}

	/** What converts a text, in order, as the `translate` of its converter has it. */
	private function steps( LanguageConverter $converter, string $variant ): array {
		$table = [ 'table' => true ];
		switch ( $variant ) {
			case 'sr':
			case 'sr-ec':
			case 'sr-el':
				return [ [ 'apart' => 'roman' ], $table ];
			case 'ike-cans':
			case 'shi-tfng':
				return [ [ 'fixed' => 'lowercase' ], $table ];
			case 'uz-cyrl':
				return [ [ 'patterns' => $this->uzbek() ], $table ];
			case 'crh':
				return [];
			case 'crh-cyrl':
			case 'crh-latn':
				return $this->tatar( $converter, $variant );
			case 'kk-cyrl':
			case 'kk-kz':
				return $this->kazakh( $table, KK_L_UC . KK_L_LC . 'ʺʹ#0123456789', [], $this->call( $converter, 'getMLatn2Cyrl' ) );
			case 'kk-latn':
			case 'kk-tr':
				return $this->kazakh( $table, KK_C_UC . KK_C_LC . '№0123456789', [], $this->call( $converter, 'getMCyrl2Latn' ) );
			case 'kk-arab':
			case 'kk-cn':
				$letters = KK_C_UC . KK_C_LC . ',;\?%\*№0123456789';
				$hamza = [ 'hamza' => [
					'letters' => KK_C_LC . KK_C_UC, 'front' => 'әөүіӘӨҮІ', 'never' => 'еэгғкқЕЭГҒКҚ', 'sign' => H_HAMZA
				] ];
				return $this->kazakh( $table, $letters, [ $hamza ], $this->call( $converter, 'getMCyLa2Arab' ) );
			default:
				return [ $table ];
		}
	}

	private function call( LanguageConverter $converter, string $method ): array {
		return $this->inside( $converter, function () use ( $method ) {
			return $this->$method();
		} );
	}

	private function kazakh( array $table, string $letters, array $between, array $patterns ): array {
		return array_merge(
			[ $table, [ 'apart' => "/\\$[0-9][^{$letters}]+/u" ] ], $between,
			[ [ 'patterns' => $this->pairs( $patterns ) ] ]
		);
	}

	private function uzbek(): array {
		return [
			[ '/ye/', 'е' ], [ '/Ye/', 'Е' ], [ '/YE/', 'Е' ],
			[ '/([BVGDJZYKLMNPRSTFXCWQʻ‘H])E/u', '$1Е' ],
			[ '/([bvgdjzyklmnprstfxcwqʻ‘h])e/ui', '$1е' ],
		];
	}

	private function tatar( LanguageConverter $converter, string $variant ): array {
		$table = [ 'table' => true ];
		if ( $variant === 'crh-latn' ) {
			return [
				[ 'pairs' => (object)$converter->mCyrl2LatnExceptions ],
				[ 'patterns' => $this->pairs( $converter->mCyrl2LatnPatterns ) ],
				$table, [ 'pairs' => [ '«' => '"', '»' => '"' ] ],
			];
		}
		return [
			[ 'apart' => 'romans' ],
			[ 'pairs' => (object)$converter->mLatn2CyrlExceptions ],
			[ 'patterns' => $this->pairs( $converter->mLatn2CyrlPatterns ) ],
			$table, [ 'pairs' => [ '“' => '«', '”' => '»' ] ],
			[ 'patterns' => $this->pairs( $converter->mCyrlCleanUpRegexes ) ],
		];
	}

	private function pairs( array $patterns ): array {
		return array_map( null, array_keys( $patterns ), array_values( $patterns ) );
	}
}

$maintClass = VariantTables::class;
require_once RUN_MAINTENANCE_IF_MAIN;
