"""From the text of a query to its result: documents, their limits and cost, and their execution."""
