"""What describes a corpus: statistics, licences, attribution, dataset card."""
