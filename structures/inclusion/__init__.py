"""Import and export of sheets as data.inclusion v1, the national open standard.

What a file says goes through five steps, one a module: it is read (`reading`), each row is checked
(`checking`) and turned into facts in our own terms (`facts`, `vocabulary`), the facts are compared
with the sheets that exist (`matching`, `sheets`) into a plan (`planning`), which is reported
(`report`) and, when asked, applied (`applying`, `writing`). `export` goes the other way.
"""
