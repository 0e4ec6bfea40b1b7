"""Downloads of the directory for map tools and spreadsheets: the sheets that match a search.

`parameters` parses the query string, `entries` loads the matching sheets, `columns` lists the
fields, `geojson` and `spreadsheet` serialize them, and `views` handles the requests.
"""
