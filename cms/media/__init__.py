"""Where uploaded files lie, who gets them, and which of them are listed for readers."""
