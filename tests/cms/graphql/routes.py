"""What `route` is asked, and how it answers."""

ROUTE = """
query ($path: String!, $locales: [String!]) {
  route(path: $path, locales: $locales) {
    __typename
    ... on PageRoute {
      page { title locale ... on ContentPage { introduction } }
      path
      requestedLocale
      servedLocale
      fallbackReason
      isAlias
      alternates { locale path url }
      breadcrumbs { title url path }
    }
    ... on RedirectRoute { location isPermanent }
    ... on GoneRoute { requestedLocale }
    ... on NotFoundRoute { requestedLocale }
  }
}
"""


def not_found(locale="fr"):
    return {"__typename": "NotFoundRoute", "requestedLocale": locale}


def to(location, *, is_permanent=True):
    return {"__typename": "RedirectRoute", "location": location, "isPermanent": is_permanent}


def translate(page, locale, **values):
    """Publish the page's translation with other values."""
    translation = page.copy_for_translation(locale, copy_parents=True)
    for name, value in values.items():
        setattr(translation, name, value)
    translation.save_revision().publish()
    return translation
