"""Hand-written GraphQL types, and additions to the types that grapple builds."""
