"""A folder of documents, in any format that pandoc reads."""
