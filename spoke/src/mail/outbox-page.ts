import { escapeHtml } from '@wheelhouse/identity';
import type { spokeApi } from '@wheelhouse/protocol';

/** The outbox as a page of its own, without scripts. */
export function outboxPage(mails: readonly spokeApi.OutboxMail[]): string {
  const articles = mails.map(
    (mail) => `<article><h2>${escapeHtml(mail.subject)}</h2>
<p>to ${escapeHtml(mail.to)}, ${new Date(mail.createdAt).toISOString()}</p>
<pre>${escapeHtml(mail.text)}</pre></article>`,
  );
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Outbox</title>
<style>body{font:16px/1.5 sans-serif;max-width:720px;margin:24px auto;padding:0 16px}
article{border-top:1px solid #ccc}h2{font-size:18px}p{color:#555}pre{white-space:pre-wrap}</style></head>
<body><h1>Outbox</h1><p>No SMTP server is configured (SMTP_URL): these mails were kept instead of sent.</p>
${articles.length === 0 ? '<p>Nothing yet.</p>' : articles.join('\n')}
</body></html>
`;
}
