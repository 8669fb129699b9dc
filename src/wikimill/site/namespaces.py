"""Numbers of namespaces: https://www.mediawiki.org/wiki/Manual:Namespace_constants. Names are a wiki's own."""

MEDIA, SPECIAL = -2, -1
ARTICLE, TALK = 0, 1
USER, USER_TALK = 2, 3
PROJECT = 4
FILE, FILE_TALK = 6, 7
MESSAGE, MESSAGE_TALK = 8, 9  # of the interface: MediaWiki:Mainpage
TEMPLATE = 10
CATEGORY = 14
PAGE, INDEX = 104, 106  # scans of ProofreadPage, on most Wikisources
MODULE = 828
