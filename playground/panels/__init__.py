"""One small module per panel: it makes the widget and connects it to session, run and inspection."""
