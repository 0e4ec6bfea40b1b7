"""What an uploaded file must be before it is stored: checked, upright, without metadata."""
