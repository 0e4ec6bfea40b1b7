"""Messages from a contact form: received by GraphQL's only mutation, read in the admin alone.

An application of its own, which grapple does not know: its messages have no type, no field and no
rule of visibility, so nothing of the delivery edge can answer one.
"""
