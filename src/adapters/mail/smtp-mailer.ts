import { createTransport } from 'nodemailer';
import { PermanentMailFailure, type Mailer } from '../../domain/notifications/message.js';
import { mailOf } from './mail.js';

export interface SmtpMailerConfig {
  /** smtp:// (STARTTLS where the server has it) or smtps://, with user and password where it wants them. */
  readonly url: string;
  /** Whom messages are from: an address, or a name and an address in angle brackets. */
  readonly from: string;
}

/**
 * Hands messages to an SMTP server. A message is sent when the server has taken it; a refusal of the message or its
 * recipient is permanent, everything else (no connection, wrong password, "try later") is not.
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

/** Whether the server has refused this very message, for good: 5xx to its envelope or its content (RFC 5321), and not to our login. */
function isRefusal(error: unknown): boolean {
  const { code, permanent } = error as { code?: unknown; permanent?: unknown };
  return permanent === true && (code === 'EENVELOPE' || code === 'EMESSAGE');
}
