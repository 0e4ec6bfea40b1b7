"""What every GraphQL type and query is built with: errors, selections, lists and arguments."""
