"""From `pages.parquet` to token ids: vocabulary, encoding, loss mask, TFRecord."""
