import type { CmsError } from '../cms/client';
import type { Filled } from '../contact/exchange';

const HIDDEN = ['token', 'website'] as const;
const ENGLISH_KEPT = 'Your message has not been sent: keep this page open and send it again in a few minutes.';
const SIGNS: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

const AWAY: Reason = {
  status: 503,
  title: 'Le site revient dans un instant',
  text: 'Nous n’arrivons pas à lire son contenu. Réessayez dans quelques minutes.',
  english: 'The site is unavailable for the moment.',
};
const LIMITED: Reason = {
  status: 429,
  title: 'Trop de pages demandées en une minute',
  text: 'Votre connexion a demandé beaucoup de pages en peu de temps. Attendez une minute, puis réessayez.',
  english: 'Your connection has asked for too many pages in one minute.',
};

interface Reason {
  status: number;
  title: string;
  text: string;
  english: string;
}

/** Returns the page shown when the CMS gives no content, with the message that was being sent. */
export function unavailable(error: CmsError, message?: Filled): Response {
  const reason = error.code === 'RATE_LIMITED' ? LIMITED : AWAY;
  return new Response(pageOf(reason, message), {
    status: reason.status,
    headers: { 'Content-Type': 'text/html; charset=utf-8', 'Retry-After': '60', 'Cache-Control': 'no-store' },
  });
}

function pageOf(reason: Reason, message?: Filled): string {
  return `<!doctype html>
<html lang="fr">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="robots" content="noindex"><title>IAE 48</title></head>
<body>
<main>
<h1>${reason.title}</h1>
${message ? formOf(message) : `<p>${reason.text}</p>`}
<p lang="en">${reason.english} ${message ? ENGLISH_KEPT : 'Please try again in a few minutes.'}</p>
</main>
</body>
</html>
`;
}

/** Returns a form with all that was filled in, which is sent to the same address. */
function formOf(message: Filled): string {
  const field = (label: string, name: string, value?: string | null) =>
    value ? `<p><label>${label}<br><input name="${name}" value="${escaped(value)}"></label></p>` : '';
  return `<p role="alert">Votre message n’est pas parti, et rien n’est perdu : gardez cette page ouverte et envoyez-le de nouveau dans quelques minutes.</p>
<form method="post">
${field('Nom', 'name', message.name)}
${field('Adresse électronique', 'email', message.email)}
${field('Téléphone', 'phone', message.phone)}
${field('Objet', 'subject', message.subject)}
<p><label>Message<br><textarea name="message" rows="12" cols="36">\n${escaped(message.message ?? '')}</textarea></label></p>
${HIDDEN.map((name) => `<input type="hidden" name="${name}" value="${escaped(message[name] ?? '')}">`).join('\n')}
${message.consent ? '<input type="hidden" name="consent" value="yes">' : ''}
<p><button type="submit">Envoyer de nouveau</button></p>
</form>`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => SIGNS[sign] ?? sign);
}
