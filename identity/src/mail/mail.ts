/** What mails exist, and what each needs to be written. Codes and tokens in them are why they are sealed at rest. */
export type Mail =
  | { readonly kind: 'sign-up-code'; readonly data: { readonly name: string; readonly code: string } }
  /** Somebody signs up with the address of an account. */
  | { readonly kind: 'sign-up-known'; readonly data: Record<string, never> }
  | { readonly kind: 'sign-in-code'; readonly data: { readonly code: string } }
  | { readonly kind: 'reset-password'; readonly data: { readonly token: string } }
  | { readonly kind: 'password-changed'; readonly data: Record<string, never> }
  | { readonly kind: 'second-factor-changed'; readonly data: { readonly change: 'added' | 'removed' } }
  | { readonly kind: 'invitation'; readonly data: InvitationMailData };

export interface InvitationMailData {
  readonly organization: string;
  /** Absent: into the organization alone. */
  readonly workspace?: string;
  readonly role: string;
  readonly invitedBy: string;
  readonly token: string;
}

export type MailKind = Mail['kind'];

/** A mail and whom it goes to. */
export type AddressedMail = Mail & { readonly to: string };
