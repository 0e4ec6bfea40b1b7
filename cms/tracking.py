"""Parameters that mailings and advertisements add to any address, and that ask for nothing."""

import re

# What Matomo, Google, Meta, Microsoft, Mailchimp, HubSpot, Piano and others call theirs.
TRACKING = re.compile(
    r"(utm|mtm|matomo|pk|piwik|hsa|at|sfmc|wt|itm|stm)_\w+"
    r"|fbclid|gclid|gclsrc|dclid|gbraid|wbraid|gad_source|gad_campaignid|msclkid|yclid|ymclid"
    r"|twclid|ttclid|li_fat_id|igsh|igshid|mc_cid|mc_eid|mkt_tok|_hsenc|_hsmi|hsCtaTracking"
    r"|__hstc|__hssc|__hsfp|_ga|_gl|_openstat|_branch_match_id|epik|rdt_cid|srsltid|s_cid|s_kwcid"
    r"|oly_anon_id|oly_enc_id|vero_id|vero_conv|wickedid|xtor|mibextid|ml_subscriber"
    r"|ml_subscriber_hash|rb_clickid|cmpid|trk_\w+",
    re.IGNORECASE,
)


def is_tracking(name: str) -> bool:
    """Return whether a parameter of an address only says where its reader came from."""
    return TRACKING.fullmatch(name) is not None


def without_tracking(query: str) -> str:
    """Return a query string without those parameters; the others stay as they are written."""
    if not query:
        return query
    parts = query.split("&")
    return "&".join(part for part in parts if not is_tracking(part.partition("=")[0]))
