import type { AddressedMail } from './mail.ts';

/** A mail as it leaves. */
export interface RenderedMail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

export interface MailFrame {
  /** The instance's name, as people know it. */
  readonly instance: string;
  /** Where links lead; without a trailing slash. */
  readonly publicUrl: string;
}

/** A mail before it is laid out: paragraphs, then a code to type or a link to follow, then what to do if it is not yours. */
interface Letter {
  readonly subject: string;
  readonly paragraphs: readonly string[];
  readonly code?: string;
  readonly link?: { readonly label: string; readonly url: string };
  readonly closing: string;
}

const ignoreIt = 'If you did not ask for this, ignore this mail: nothing happens.';
const notYou = 'If this was not you, reset your password now, and tell whoever runs this instance.';

/** Writes a mail as text and as HTML that says the same. Pure: what comes from people is escaped, never interpreted. */
export function renderMail(mail: AddressedMail, frame: MailFrame): RenderedMail {
  const letter = compose(mail, frame);
  return { to: mail.to, subject: oneLine(letter.subject), text: asText(letter, frame), html: asHtml(letter, frame) };
}

function compose(mail: AddressedMail, frame: MailFrame): Letter {
  const link = (path: string, token: string): string => `${frame.publicUrl.replace(/\/+$/, '')}/${path}#${token}`;
  switch (mail.kind) {
    case 'sign-up-code':
      return {
        subject: `${mail.data.code} confirms your address`,
        paragraphs: [`Hello ${mail.data.name},`, 'enter this code to finish signing up. It holds for ten minutes.'],
        code: mail.data.code,
        closing: ignoreIt,
      };
    case 'sign-up-known':
      return {
        subject: 'You have an account already',
        paragraphs: [
          'Somebody, probably you, began to sign up with this address. It has an account already: sign in, or ask for a new password if you do not know it any more.',
        ],
        closing: ignoreIt,
      };
    case 'sign-in-code':
      return {
        subject: `${mail.data.code} is your sign-in code`,
        paragraphs: ['Enter this code to sign in. It holds for ten minutes and works once.'],
        code: mail.data.code,
        closing: ignoreIt,
      };
    case 'reset-password':
      return {
        subject: 'Set a new password',
        paragraphs: ['Follow this link within the hour to set a new password. It works once.'],
        link: { label: 'Set a new password', url: link('reset-password', mail.data.token) },
        closing: ignoreIt,
      };
    case 'password-changed':
      return {
        subject: 'Your password was changed',
        paragraphs: ['The password of your account was changed, and all its sessions were ended.'],
        closing: notYou,
      };
    case 'second-factor-changed':
      return {
        subject: mail.data.change === 'added' ? 'A second factor was added' : 'A second factor was removed',
        paragraphs: [
          mail.data.change === 'added'
            ? 'Signing in to your account asks for a code of your authenticator app from now on.'
            : 'Signing in to your account does not ask for a code of your authenticator app any more.',
        ],
        closing: notYou,
      };
    case 'invitation': {
      const { invitedBy, organization, workspace, role, token } = mail.data;
      const place = workspace === undefined ? organization : `${workspace} of ${organization}`;
      return {
        subject: `${invitedBy} invites you to ${place}`,
        paragraphs: [`${invitedBy} invites you to ${place}, as ${role}. The invitation holds for seven days.`],
        link: { label: 'Accept the invitation', url: link('invitation', token) },
        closing: 'If you do not know who this is, ignore this mail: nothing happens.',
      };
    }
  }
}

function asText({ paragraphs, code, link, closing }: Letter, { instance, publicUrl }: MailFrame): string {
  const parts = paragraphs.map(oneLine);
  if (code !== undefined) parts.push(`    ${code}`);
  if (link !== undefined) parts.push(`${link.label}:\n${link.url}`);
  parts.push(closing, `-- \n${oneLine(instance)}, ${publicUrl}`);
  return `${parts.join('\n\n')}\n`;
}

/** One column, no images, no scripts, styles inline: what mail programs show alike. */
function asHtml({ subject, paragraphs, code, link, closing }: Letter, { instance, publicUrl }: MailFrame): string {
  const blocks = paragraphs.map((text) => `<p>${escapeHtml(text)}</p>`);
  if (code !== undefined) {
    blocks.push(`<p style="font:600 28px monospace;letter-spacing:4px;margin:24px 0">${escapeHtml(code)}</p>`);
  }
  if (link !== undefined) {
    const style = 'display:inline-block;padding:10px 16px;background:#1f3a5f;color:#fff;text-decoration:none';
    blocks.push(`<p><a href="${escapeHtml(link.url)}" style="${style}">${escapeHtml(link.label)}</a></p>`);
    blocks.push(`<p style="color:#555">${escapeHtml(link.url)}</p>`);
  }
  blocks.push(`<p style="color:#555">${escapeHtml(closing)}</p>`);
  blocks.push(`<p style="color:#555">${escapeHtml(`${instance}, ${publicUrl}`)}</p>`);
  return [
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escapeHtml(subject)}</title></head>`,
    '<body style="font:16px/1.5 sans-serif;color:#1a1a1a;max-width:560px;margin:24px auto;padding:0 16px">',
    ...blocks,
    '</body></html>\n',
  ].join('\n');
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as it may stand in an element or a quoted attribute. */
export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? character);
}

/** Names come from people: a line break of theirs would be a header or a paragraph of ours. */
function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ');
}
