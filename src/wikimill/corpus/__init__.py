"""From converted pages to a training set and its token ids."""
