"""Explains a message to people: field by field, or a line a payload. No mode comes here."""
