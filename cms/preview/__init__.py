"""Drafts in the front end: leaves to read them, and how the endpoint reads them.

`grants` gives a token, checks it and takes it back; `rights` says who may; `draft_graph` lets one
request read the draft as if it were published; `frontend` leads the admin's previews to the site's
front end; `admin` lists what is open.
"""
