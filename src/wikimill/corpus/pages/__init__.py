"""From converted pages to `pages.parquet`: cleaning, filters, duplicates, splits."""
