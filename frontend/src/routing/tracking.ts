/** What mailings, advertisements and networks add to any address (the CMS has the same list). */
const TRACKING = new RegExp(
  '^(?:(?:utm|mtm|matomo|pk|piwik|hsa|at|sfmc|wt|itm|stm|trk)_\\w+|fbclid|gclid|gclsrc|dclid|gbraid|wbraid' +
    '|gad_source|gad_campaignid|msclkid|yclid|ymclid|twclid|ttclid|li_fat_id|igsh|igshid|mc_cid|mc_eid|mkt_tok' +
    '|_hsenc|_hsmi|hsCtaTracking|__hstc|__hssc|__hsfp|_ga|_gl|_openstat|_branch_match_id|epik|rdt_cid|srsltid' +
    '|s_cid|s_kwcid|oly_anon_id|oly_enc_id|vero_id|vero_conv|wickedid|xtor|mibextid|ml_subscriber' +
    '|ml_subscriber_hash|rb_clickid|cmpid)$',
  'i',
);

/** Returns a query string, its mark included, without the parameters that only track a visitor. */
export function withoutTracking(search: string): string {
  const parts = search.replace(/^\?/, '').split('&');
  const kept = parts.filter((part) => part && !TRACKING.test(part.split('=')[0] ?? ''));
  return kept.length ? `?${kept.join('&')}` : '';
}
