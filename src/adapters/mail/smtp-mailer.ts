import { createTransport } from 'nodemailer';
import { PermanentMailFailure, type Mailer } from '../../domain/notifications/message.js';
import { mailOf } from './mail.js';

interface SmtpMailerConfig {
  /** smtp:// (STARTTLS if the server supports it) or smtps://, with user and password if the server requires them. */
  readonly url: string;
  /** The sender of messages: an address, or a name and an address in angle brackets. */
  readonly from: string;
}

/**
 * Sends messages to an SMTP server. A message is sent when the server has accepted it. A refusal of the message or its
 * recipient is permanent. All other failures (no connection, wrong password, "try later") are temporary.
 */
export function createSmtpMailer({ url, from }: SmtpMailerConfig): Mailer {
  const transport = createTransport({
    url,
    pool: true,
    maxConnections: 5,
    // Together far below the time for which a sender holds a message, so that nobody else begins to send it meanwhile.
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 30_000,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    async send(message) {
      try {
        await transport.sendMail(mailOf(message, from));
      } catch (error) {
        if (isRefusal(error)) throw new PermanentMailFailure((error as Error).message, { cause: error });
        throw error;
      }
    },
    async stop() {
      transport.close();
    },
  };
}

/**
 * Whether the server has refused this message permanently: 5xx to its envelope or content (RFC 5321), and not to the
 * login.
 */
function isRefusal(error: unknown): boolean {
  const { code, permanent } = error as { code?: unknown; permanent?: unknown };
  return permanent === true && (code === 'EENVELOPE' || code === 'EMESSAGE');
}
