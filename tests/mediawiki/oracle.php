<?php
// The wiki's own parser as a pipe: a line of JSON in, the wikitext of a page; a line out, its HTML.
require_once getenv( 'MW_INSTALL_PATH' ) . '/maintenance/Maintenance.php';

class Oracle extends Maintenance {
	public function execute() {
		$factory = MediaWiki\MediaWikiServices::getInstance()->getParserFactory();
		$title = Title::newFromText( 'Page' );
		$options = ParserOptions::newFromAnon();
		$unadorned = [ 'allowTOC' => false, 'enableSectionEditLinks' => false, 'unwrap' => true ];
		while ( ( $line = fgets( STDIN ) ) !== false ) {
			$output = $factory->create()->parse( json_decode( $line ), $title, $options );
			fwrite( STDOUT, json_encode( $output->getText( $unadorned ) ) . "\n" );
		}
	}
}

$maintClass = Oracle::class;
require_once RUN_MAINTENANCE_IF_MAIN;
