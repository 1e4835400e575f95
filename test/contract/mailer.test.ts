import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { PermanentMailFailure, type Mailer } from '../../src/domain/notifications/message.js';
import { createLocalMailbox } from '../../src/adapters/mail/local-mailbox.js';
import { createSmtpMailer } from '../../src/adapters/mail/smtp-mailer.js';
import { NOON, someId } from '../support/events.js';
import { startSmtpCapture, type SmtpCapture } from '../support/smtp-capture.js';

const from = 'Gateway Tickets <tickets@gateway.example>';
const message = (more: Partial<Parameters<Mailer['send']>[0]> = {}) => ({
  id: someId('Message'),
  recipient: 'ada@example.org',
  subject: 'Your booking: Metropolis',
  body: 'Line one\n\nLine two\n',
  createdAt: NOON,
  ...more,
});

let folder: string;
let smtp: SmtpCapture;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'mailbox-'));
  smtp = await startSmtpCapture();
});
afterEach(async () => {
  await smtp.stop();
  await rm(folder, { recursive: true, force: true });
});

const filesIn = async (dir: string) => (await readdir(dir).catch(() => [])).sort();
const adapters = [
  {
    name: 'local mailbox',
    create: () => createLocalMailbox({ folder, from }),
    delivered: async () =>
      Promise.all((await filesIn(folder)).map((file) => readFile(path.join(folder, file), 'utf8'))),
  },
  {
    name: 'SMTP mailer',
    create: () => createSmtpMailer({ url: smtp.url, from }),
    delivered: async () => smtp.mails.map(({ raw }) => raw),
  },
];

/** Header names and values, unfolded, and the decoded body of a plain text mail. */
function read(raw: string) {
  const [head = '', ...rest] = raw.split(/\r?\n\r?\n/);
  const headers = head
    .replace(/\r?\n[ \t]+/g, ' ')
    .split(/\r?\n/)
    .map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 2)] as const);
  const encoding = new Map(headers).get('content-transfer-encoding');
  const text = rest.join('\n\n').replaceAll('\r\n', '\n');
  const body =
    encoding === 'base64'
      ? Buffer.from(text, 'base64').toString()
      : encoding === 'quoted-printable'
        ? quotedPrintable(text)
        : text;
  return { headers: new Map(headers), names: headers.map(([name]) => name), body: body.trimEnd() };
}
const quotedPrintable = (text: string) =>
  Buffer.from(
    text
      .replace(/=\n/g, '')
      .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  ).toString();

describe.each(adapters)('the $name', ({ create, delivered }) => {
  let mailer: Mailer;
  beforeEach(() => {
    mailer = create();
  });
  afterEach(() => mailer.stop());

  it('delivers a message as it is, under its id', async () => {
    const one = message();
    await mailer.send(one);
    const { headers, body } = read((await delivered())[0] ?? '');
    expect(Object.fromEntries(headers)).toMatchObject({
      from,
      to: 'ada@example.org',
      subject: one.subject,
      'message-id': `<${one.id}@gateway.example>`,
      date: 'Sun, 01 Mar 2026 12:00:00 +0000',
      'auto-submitted': 'auto-generated',
    });
    expect(body).toBe('Line one\n\nLine two');
  });

  it('delivers text in any script, lines that begin with a dot and lines of any length', async () => {
    const body = `Kino «Вавилон» 🎬\n.\n..\nFrom here\n${'long '.repeat(400)}end`;
    await mailer.send(message({ subject: 'Ваш заказ 🎬 готов', body }));
    const mail = read((await delivered())[0] ?? '');
    expect(mail.body).toBe(body);
    expect(mail.headers.get('subject')).toMatch(/^=\?UTF-8\?[BQ]\?/);
  });

  it('lets no text begin a header', async () => {
    await mailer.send(message({ subject: 'Hello\r\nBcc: eve@example.org\r\n\r\nBody' }));
    const { names, headers } = read((await delivered())[0] ?? '');
    expect(names).not.toContain('bcc');
    expect(headers.get('subject')).toBe('Hello Bcc: eve@example.org Body');
  });

  it.each([
    'ada@example.org, eve@example.org',
    'ada@example.org\r\nBcc: eve@example.org',
    'Ada <ada@example.org>',
    'group:ada@example.org;',
    'nobody',
    '',
  ])('has no delivery for what is not one address: %j', async (recipient) => {
    await expect(mailer.send(message({ recipient }))).rejects.toThrow(PermanentMailFailure);
    expect(await delivered()).toEqual([]);
  });

  it('delivers many at a time', async () => {
    const all = Array.from({ length: 20 }, () => message());
    await Promise.all(all.map((one) => mailer.send(one)));
    const ids = (await delivered()).map((raw) => read(raw).headers.get('message-id'));
    expect(ids.sort()).toEqual(all.map(({ id }) => `<${id}@gateway.example>`).sort());
  });
});

describe('the local mailbox', () => {
  it('has one file per message, whole, however often it comes', async () => {
    const mailer = createLocalMailbox({ folder: path.join(folder, 'deep', 'inside'), from });
    const one = message();
    await Promise.all([mailer.send(one), mailer.send(one)]);
    const [file, ...others] = await filesIn(path.join(folder, 'deep', 'inside'));
    expect([file, others]).toEqual([`${one.id}.eml`, []]);
    const { mtimeMs } = await stat(path.join(folder, 'deep', 'inside', file!));
    await mailer.send(one);
    expect((await stat(path.join(folder, 'deep', 'inside', file!))).mtimeMs).toBe(mtimeMs);
  });

  it('writes nowhere else', async () => {
    await expect(createLocalMailbox({ folder, from }).send(message({ id: '../../escaped' }))).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    expect(await filesIn(folder)).toEqual([]);
  });
});

describe('the SMTP mailer', () => {
  const failure = async (work: Promise<void>) =>
    work.then(
      () => 'none',
      (error: unknown) => (error instanceof PermanentMailFailure ? 'permanent' : 'passing'),
    );

  it.each<[string, number, 'recipient' | 'message', string]>([
    ['an unknown recipient', 550, 'recipient', 'permanent'],
    ['a greylisted recipient', 451, 'recipient', 'passing'],
    ['a message that is not wanted', 554, 'message', 'permanent'],
    ['a full disk', 452, 'message', 'passing'],
  ])('distinguishes temporary from permanent failures: %s', async (_, code, what, kind) => {
    const mailer = createSmtpMailer({ url: smtp.url, from });
    smtp.refuse[what] = () => code;
    expect(await failure(mailer.send(message()))).toBe(kind);
    smtp.refuse[what] = () => undefined;
    await mailer.send(message());
    expect(smtp.mails).toHaveLength(1);
    await mailer.stop();
  });

  it('can be used again when its server is back', async () => {
    const mailer = createSmtpMailer({ url: smtp.url, from });
    await mailer.send(message());
    await smtp.stop();
    expect(await failure(mailer.send(message()))).toBe('passing');
    smtp = await startSmtpCapture(Number(new URL(smtp.url).port));
    await mailer.send(message());
    expect(smtp.mails).toHaveLength(1);
    await mailer.stop();
  });

  it('names no one but the recipient in its envelope', async () => {
    const mailer = createSmtpMailer({ url: smtp.url, from });
    await mailer.send(message());
    expect(smtp.mails.map((mail) => ({ from: mail.from, to: mail.to }))).toEqual([
      { from: 'tickets@gateway.example', to: ['ada@example.org'] },
    ]);
    await mailer.stop();
  });
});
