const PAGE = `<!doctype html>
<html lang="fr">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="robots" content="noindex"><title>IAE 48</title></head>
<body>
<main>
<h1>Le site revient dans un instant</h1>
<p>Nous n’arrivons pas à lire son contenu. Réessayez dans quelques minutes.</p>
<p lang="en">The site is unavailable for the moment. Please try again in a few minutes.</p>
</main>
</body>
</html>
`;

/** Returns the page shown while the CMS can't be read. */
export function unavailable(): Response {
  return new Response(PAGE, {
    status: 503,
    headers: { 'Content-Type': 'text/html; charset=utf-8', 'Retry-After': '60', 'Cache-Control': 'no-store' },
  });
}
