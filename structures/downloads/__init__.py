"""The directory as files for map tools and spreadsheets: the sheets that a question finds.

`parameters` reads the question from an address, `entries` collects the facts of the sheets that
match, `columns` names the facts, `geojson` and `spreadsheet` write them, and `views` answers.
"""
