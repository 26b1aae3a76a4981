"""The application: the only place that knows everybody."""
