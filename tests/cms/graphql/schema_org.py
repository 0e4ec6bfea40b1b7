"""The part of schema.org's vocabulary that this site writes, as its release 29.0 defines it.

Each property names the types that have it and the types of its values; a type has what the types
above it have. Texts also stand for addresses and times, as JSON-LD has no other form for them.
"""

ABOVE = {
    "AdministrativeArea": {"Place"},
    "City": {"AdministrativeArea"},
    "EmploymentAgency": {"LocalBusiness"},
    "GeoCircle": {"GeoShape"},
    "GeoCoordinates": {"StructuredValue"},
    "GeoShape": {"StructuredValue"},
    "LocalBusiness": {"Organization", "Place"},
    "NGO": {"Organization"},
    "OpeningHoursSpecification": {"StructuredValue"},
    "Organization": {"Thing"},
    "Place": {"Thing"},
    "PostalAddress": {"ContactPoint"},
    "ContactPoint": {"StructuredValue"},
    "PropertyValue": {"StructuredValue"},
    "StructuredValue": {"Intangible"},
    "Intangible": {"Thing"},
    "CreativeWork": {"Thing"},
    "WebSite": {"CreativeWork"},
    "Thing": set(),
}
TEXT, NUMBER = "Text", "Number"
PROPERTIES = {
    "address": ({"Organization", "Place"}, {"PostalAddress", TEXT}),
    "addressCountry": ({"PostalAddress"}, {TEXT}),
    "addressLocality": ({"PostalAddress"}, {TEXT}),
    "alternateName": ({"Thing"}, {TEXT}),
    "areaServed": (
        {"ContactPoint", "Organization"},
        {"AdministrativeArea", "GeoShape", "Place", TEXT},
    ),
    "closes": ({"OpeningHoursSpecification"}, {TEXT}),
    "dayOfWeek": ({"OpeningHoursSpecification"}, {TEXT}),
    "description": ({"Thing"}, {TEXT}),
    "email": ({"ContactPoint", "Organization"}, {TEXT}),
    "geo": ({"Place"}, {"GeoCoordinates", "GeoShape"}),
    "geoMidpoint": ({"GeoCircle"}, {"GeoCoordinates"}),
    "geoRadius": ({"GeoCircle"}, {NUMBER, TEXT}),
    "identifier": ({"Thing"}, {"PropertyValue", TEXT}),
    "image": ({"Thing"}, {TEXT}),
    "inLanguage": ({"CreativeWork"}, {TEXT}),
    "latitude": ({"GeoCoordinates", "Place"}, {NUMBER, TEXT}),
    "location": ({"Organization"}, {"Place", "PostalAddress", TEXT}),
    "logo": ({"Organization", "Place"}, {TEXT}),
    "longitude": ({"GeoCoordinates", "Place"}, {NUMBER, TEXT}),
    "memberOf": ({"Organization"}, {"Organization"}),
    "name": ({"Thing"}, {TEXT}),
    "openingHoursSpecification": ({"Place"}, {"OpeningHoursSpecification"}),
    "opens": ({"OpeningHoursSpecification"}, {TEXT}),
    "postalCode": ({"PostalAddress"}, {TEXT}),
    "propertyID": ({"PropertyValue"}, {TEXT}),
    "publisher": ({"CreativeWork"}, {"Organization"}),
    "sameAs": ({"Thing"}, {TEXT}),
    "streetAddress": ({"PostalAddress"}, {TEXT}),
    "telephone": ({"ContactPoint", "Organization", "Place"}, {TEXT}),
    "url": ({"Thing"}, {TEXT}),
    "value": ({"PropertyValue"}, {NUMBER, TEXT}),
}
DAYS = {
    f"https://schema.org/{day}"
    for day in (
        "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
        "PublicHolidays",
    )
}  # fmt: skip


def mistakes(data):
    """Return what is wrong with JSON-LD: unknown words, and values where they do not belong."""
    nodes = data.get("@graph", [data])
    types = {node.get("@id"): node["@type"] for node in nodes}
    found = [] if data.get("@context") == "https://schema.org" else ["@context"]
    for node in nodes:
        rest = {name: value for name, value in node.items() if name != "@context"}
        found += _mistakes(rest, node["@type"], types)
    return found


def _mistakes(node, way, types):
    kinds = _with_all_above(node.get("@type", ""))
    found = [] if kinds else [f"{way}: unknown type"]
    for name, value in node.items():
        if name in ("@type", "@id"):
            continue
        domain, expected = PROPERTIES.get(name, (set(), set()))
        if not domain & kinds:
            found.append(f"{way}.{name}: no property of this type")
        for item in value if isinstance(value, list) else [value]:
            found += _mistakes_of_value(item, expected, f"{way}.{name}", types)
    return found


def _mistakes_of_value(item, expected, way, types):
    if isinstance(item, dict):
        found = []
        if set(item) == {"@id"}:
            kinds = _with_all_above(types.get(item["@id"], ""))
        else:
            kinds = _with_all_above(item.get("@type", ""))
            found = _mistakes(item, way, types)
        return found if kinds & expected else [*found, f"{way}: {item} is none of {expected}"]
    if way.endswith(".dayOfWeek") and item not in DAYS:
        return [f"{way}: {item} is no day"]
    is_number = isinstance(item, int | float) and not isinstance(item, bool)
    kind = NUMBER if is_number else TEXT if isinstance(item, str) and item else "nothing"
    return [] if kind in expected else [f"{way}: {item!r} is none of {expected}"]


def _with_all_above(kind):
    if kind not in ABOVE:
        return set()
    return {kind}.union(*(_with_all_above(above) for above in ABOVE[kind]))
