"""The admin screens of the directory, for its editors and for the structures' own staff."""
