"""Widgets: values in by set_…, signals out; no training and no files."""
