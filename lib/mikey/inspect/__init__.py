"""What a message says, for people: field by field, or a line a payload. No mode comes here."""
