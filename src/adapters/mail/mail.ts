import type { ClaimedMessage, Message } from '../../domain/notifications/message.js';
import { PermanentMailFailure } from '../../domain/notifications/message.js';

type OutgoingMessage = Pick<ClaimedMessage, keyof Message | 'createdAt'>;

/** A message in nodemailer's form. */
interface Mail {
  readonly from: string;
  readonly to: { readonly name: string; readonly address: string };
  readonly subject: string;
  readonly text: string;
  readonly messageId: string;
  readonly date: Date;
  readonly headers: Readonly<Record<string, string>>;
}

/** One address and nothing else: no second one, no name, no line of another header. */
const ONE_ADDRESS = /^[^\s@,;:<>()[\]\\"\p{Cc}]+@[^\s@,;:<>()[\]\\"\p{Cc}]+$/u;

/**
 * The same mail for the same message: its Message-ID is the message's id, by which mail servers know a repetition.
 * Throws PermanentMailFailure when the recipient is not a single address.
 */
export function mailOf(message: OutgoingMessage, from: string): Mail {
  if (!ONE_ADDRESS.test(message.recipient))
    throw new PermanentMailFailure('The recipient is not a single mail address');
  const domain = from.slice(from.lastIndexOf('@') + 1).replace(/>.*$/, '');
  return {
    from,
    // As an object, not as text: text would be parsed, and could name more than one recipient.
    to: { name: '', address: message.recipient },
    subject: message.subject.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' '),
    text: message.body,
    messageId: `<${message.id}@${domain}>`,
    date: message.createdAt,
    // Prevents automatic replies such as out-of-office notices (RFC 3834).
    headers: { 'Auto-Submitted': 'auto-generated' },
  };
}
