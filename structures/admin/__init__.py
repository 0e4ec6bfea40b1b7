"""What the admin adds for the directory's editors, and for each structure's own staff."""
