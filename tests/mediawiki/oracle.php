<?php
// The wiki's own parser as a pipe: a line of JSON in, {"do": …}; a line out, the answer.
//   html {title, text, variant}: the page's HTML, in a variant of the language.
//   expand {title, text}: its wikitext with templates expanded.
//   save {title, text}: nothing; the page is saved.   siteinfo: what the wiki's API says of it, and its messages.
require_once getenv( 'MW_INSTALL_PATH' ) . '/maintenance/Maintenance.php';

use MediaWiki\MediaWikiServices;
use MediaWiki\Revision\SlotRecord;

class Oracle extends Maintenance {
	private const NOW = '20260203040506'; // what clocks show

	public function execute() {
		while ( ( $line = fgets( STDIN ) ) !== false ) {
			$asked = json_decode( $line, true );
			$title = Title::newFromText( $asked['title'] ?? 'Page' );
			RequestContext::getMain()->setTitle( $title );
			$this->choose( $asked['variant'] ?? '' );
			$answer = $this->{$asked['do']}( $title, $asked['text'] ?? '' );
			$flags = JSON_UNESCAPED_UNICODE | JSON_INVALID_UTF8_SUBSTITUTE | JSON_PARTIAL_OUTPUT_ON_ERROR;
			fwrite( STDOUT, json_encode( $answer, $flags ) . "\n" );
		}
	}

	/** A variant, for a converter that no page has changed yet. */
	private function choose( string $variant ): void {
		RequestContext::getMain()->getRequest()->setVal( 'variant', $variant );
		$factory = MediaWikiServices::getInstance()->getLanguageConverterFactory();
		$cache = new ReflectionProperty( $factory, 'cache' );
		$cache->setAccessible( true );
		$cache->setValue( $factory, [] );
		// A page whose first rule is for all text ends the parser (1.39) where nothing has loaded the tables.
		$factory->getLanguageConverter()->autoConvertToAllVariants( 'a' );
	}

	private function html( Title $title, string $text ): string {
		$output = $this->parser()->parse( $text, $title, $this->options() );
		return $output->getText( [ 'allowTOC' => false, 'enableSectionEditLinks' => false, 'unwrap' => true ] );
	}

	private function expand( Title $title, string $text ): string {
		return $this->parser()->preprocess( $text, $title, $this->options() );
	}

	private function save( Title $title, string $text ): void {
		$updater = MediaWikiServices::getInstance()->getWikiPageFactory()->newFromTitle( $title )
			->newPageUpdater( User::newSystemUser( 'Maintenance script', [ 'steal' => true ] ) );
		$updater->setContent( SlotRecord::MAIN, ContentHandler::makeContent( $text, $title ) );
		$updater->saveRevision( CommentStoreComment::newUnsavedComment( 'test' ), EDIT_SUPPRESS_RC | EDIT_INTERNAL );
		DeferredUpdates::clearPendingUpdates();
	}

	private function siteinfo(): object {
		$properties = 'general|namespaces|namespacealiases|magicwords|variables|functionhooks|extensiontags|interwikimap'
			. '|specialpagealiases|languages|extensions';
		$query = [ 'action' => 'query', 'formatversion' => 2, 'meta' => 'siteinfo|allmessages', 'siprop' => $properties ];
		$api = new ApiMain( new FauxRequest( $query ) );
		$api->execute();
		return $api->getResult()->getResultData( null, [ 'Types' => [ 'AssocAsObject' => true ], 'Strip' => 'all' ] );
	}

	private function parser(): Parser {
		return MediaWikiServices::getInstance()->getParserFactory()->create();
	}

	private function options(): ParserOptions {
		$options = ParserOptions::newFromAnon();
		$options->setTimestamp( self::NOW );
		return $options;
	}
}

$maintClass = Oracle::class;
require_once RUN_MAINTENANCE_IF_MAIN;
