"""What two locks, two corpora or two runs differ in: pages in, out and changed, and why."""
