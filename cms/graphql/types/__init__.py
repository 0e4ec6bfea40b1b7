"""The GraphQL types that are written by hand, and what is added to those that grapple builds."""
