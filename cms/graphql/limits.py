"""What a document may ask at most; checked iteratively, before anything runs."""

from typing import Any

from django.conf import settings
from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    ValidationContext,
    ValidationRule,
)


class DepthLimit(ValidationRule):
    """Refuse a document whose fields nest deeper than CMS_GRAPHQL_MAX_DEPTH.

    Fragments are measured once each; a cycle of fragments is left to the specification's rule.
    """

    def __init__(self, context: ValidationContext) -> None:
        super().__init__(context)
        self._fragments = {
            node.name.value: node
            for node in context.document.definitions
            if isinstance(node, FragmentDefinitionNode)
        }

    def enter_document(self, node: DocumentNode, *_args: Any) -> None:
        """Measure every operation."""
        most = settings.CMS_GRAPHQL_MAX_DEPTH
        seen: dict[str, int] = {}
        for definition in node.definitions:
            if not isinstance(definition, OperationDefinitionNode):
                continue
            pending: list[tuple[SelectionSetNode, int]] = [(definition.selection_set, 1)]
            while pending:
                selections, depth = pending.pop()
                if depth > most:
                    message = f"The document nests deeper than {most} levels. Split the query."
                    extensions = {"code": "QUERY_TOO_COMPLEX"}
                    self.report_error(GraphQLError(message, definition, extensions=extensions))
                    return
                for selection in selections.selections:
                    if isinstance(selection, FieldNode) and selection.selection_set:
                        if not selection.name.value.startswith("__"):
                            pending.append((selection.selection_set, depth + 1))
                    elif isinstance(selection, InlineFragmentNode):
                        pending.append((selection.selection_set, depth))
                    elif isinstance(selection, FragmentSpreadNode):
                        name = selection.name.value
                        fragment = self._fragments.get(name)
                        if fragment is not None and seen.get(name, 0) < depth:
                            seen[name] = depth
                            pending.append((fragment.selection_set, depth))
