import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

export interface CapturedMail {
  readonly from: string;
  readonly to: readonly string[];
  readonly raw: string;
}

/** A mail server that keeps what it is given, and refuses as told. */
export interface SmtpCapture {
  readonly url: string;
  readonly mails: CapturedMail[];
  /** Answers each recipient (or message) for which it returns a code with that code. */
  refuse: { recipient?: (address: string) => number | undefined; message?: (raw: string) => number | undefined };
  stop(): Promise<void>;
}

/** On a free port unless one is named. */
export async function startSmtpCapture(onPort = 0): Promise<SmtpCapture> {
  const mails: CapturedMail[] = [];
  const refuse: SmtpCapture['refuse'] = {};
  const refusal = (code: number) => Object.assign(new Error('not today'), { responseCode: code });
  const server = new SMTPServer({
    // Without them it would offer TLS with a certificate nobody trusts.
    disabledCommands: ['STARTTLS', 'AUTH'],
    // A mailer keeps its connections; stopping does not wait for it to let them go.
    closeTimeout: 1,
    onRcptTo({ address }, _session, done) {
      const code = refuse.recipient?.(address);
      done(code === undefined ? null : refusal(code));
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const raw = Buffer.concat(chunks).toString();
        const code = refuse.message?.(raw);
        if (code !== undefined) return done(refusal(code));
        const { mailFrom, rcptTo } = session.envelope;
        mails.push({ from: mailFrom === false ? '' : mailFrom.address, to: rcptTo.map(({ address }) => address), raw });
        done();
      });
    },
  });
  server.listen(onPort, '127.0.0.1');
  await once(server.server, 'listening');
  const { port } = server.server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}`,
    mails,
    refuse,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
