"""The StreamField blocks that any site can use, one family a file; `stream` puts them together."""
