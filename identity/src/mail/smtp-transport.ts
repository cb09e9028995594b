import { createTransport } from 'nodemailer';
import type { RenderedMail } from './render-mail.ts';

export interface MailTransport {
  /** Resolves once the server has taken the mail. @throws Error as the server or the network says */
  send(mail: RenderedMail, messageId: string): Promise<void>;
  close(): void;
}

export interface SmtpOptions {
  /** `smtp://user:password@host:587` (STARTTLS where offered) or `smtps://…`. */
  readonly url: string;
  /** `Name <address>` */
  readonly from: string;
}

const timeoutMs = 15_000;

/** Sends over SMTP, with connections kept for the next mail. */
export function openSmtpTransport({ url, from }: SmtpOptions): MailTransport {
  const transport = createTransport({
    url,
    pool: true,
    maxConnections: 2,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    // Mails are ours from end to end: nothing in them may make this process read files or fetch addresses.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    async send({ to, subject, text, html }, messageId) {
      // As an object, an address is never parsed as a list or a header.
      await transport.sendMail({ from, to: { name: '', address: to }, subject, text, html, messageId });
    },
    close: () => transport.close(),
  };
}
