"""Import and export of sheets as data.inclusion v1, the national open standard.

An import runs in five steps, one module each: a file is parsed (`reading`), each row is validated
(`checking`) and converted to our fields (`facts`, `reference_data`), rows are compared with
existing sheets (`matching`, `sheets`) to build a plan (`planning`), the plan is reported (`report`)
and, on request, applied (`applying`, `writing`). `export` writes the directory in the same format.
"""
