"""The document: what an experiment is, how it is read, checked, changed and written."""
