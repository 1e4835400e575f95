import { describe, expect, it, jest } from '@jest/globals';
import {
  PermanentMailFailure,
  type ClaimedMessage,
  type Mailer,
} from '../../../../src/domain/notifications/message.js';
import type { MessageClaims } from '../../../../src/domain/notifications/message-store.js';
import { createMailSender, type MailSenderConfig } from '../../../../src/events/groups/notifications/mail-sender.js';
import { NOON, someId } from '../../../support/events.js';
import { until } from '../../../support/until.js';

const NEVER_MS = 2 ** 31 - 1;
const retries = { maxAttempts: 3, firstDelayMs: 1000, maxDelayMs: 60_000 };
const claimed = (attempt = 1): ClaimedMessage => ({
  id: someId('Message'),
  recipient: 'ada@example.org',
  subject: 'Hello',
  body: 'There\n',
  attempt,
  createdAt: NOON,
});

/** A sender over a queue that hands out these batches, one at a look, and then nothing. It polls only when told to. */
function aSender(batches: ClaimedMessage[][], config: Partial<MailSenderConfig> & { send?: Mailer['send'] } = {}) {
  const messages = {
    claim: jest.fn<MessageClaims['claim']>(async () => batches.shift() ?? []),
    markSent: jest.fn<MessageClaims['markSent']>(async () => undefined),
    retryLater: jest.fn<MessageClaims['retryLater']>(async () => undefined),
    markFailed: jest.fn<MessageClaims['markFailed']>(async () => undefined),
  };
  const send = jest.fn<Mailer['send']>(config.send ?? (async () => undefined));
  const logger = { warn: jest.fn(), error: jest.fn() };
  const sender = createMailSender({
    messages,
    mailer: { send, stop: async () => undefined },
    clock: { now: () => NOON },
    logger: logger as never,
    retries,
    pollMs: NEVER_MS,
    batchSize: 2,
    holdMs: 5000,
    ...config,
  });
  return { sender, messages, send, logger, looks: () => messages.claim.mock.calls.length };
}
const failing = (error: unknown) => async () => {
  throw error;
};

describe('the mail sender', () => {
  it('sends what is queued, marks it, and looks again at once while batches are full', async () => {
    const [first, second, third] = [claimed(), claimed(), claimed()];
    const { sender, messages, send, looks } = aSender([[first, second], [third]]);
    sender.start();
    await until('the queue is empty', () => messages.markSent.mock.calls.length === 2);
    await sender.stop();
    expect(send.mock.calls.map(([message]) => message.id)).toEqual([first.id, second.id, third.id]);
    expect(messages.markSent.mock.calls).toEqual([
      [[first.id, second.id], NOON],
      [[third.id], NOON],
    ]);
    expect(looks()).toBe(2);
    expect(messages.claim.mock.calls[0]).toEqual([2, NOON, new Date(NOON.getTime() + 5000)]);
  });

  it('sleeps until it is woken', async () => {
    const { sender, messages, looks } = aSender([[], [claimed()]]);
    sender.start();
    await until('it has looked', () => looks() === 1);
    sender.wake();
    await until('the message is sent', () => messages.markSent.mock.calls.length === 1);
    await sender.stop();
  });

  it('does not miss a wake that comes while it is busy', async () => {
    let wakeWhileSending = () => undefined as void;
    const { sender, messages } = aSender([[claimed()], [claimed()]], { send: async () => wakeWhileSending() });
    wakeWhileSending = () => sender.wake();
    sender.start();
    await until('both are sent', () => messages.markSent.mock.calls.length === 2);
    await sender.stop();
  });

  it('looks by itself after a while', async () => {
    const { sender, looks } = aSender([], { pollMs: 1 });
    sender.start();
    await until('it has looked again', () => looks() > 3);
    await sender.stop();
  });

  it('tries a failed message later, with growing patience', async () => {
    const { sender, messages } = aSender([[claimed(1), claimed(2)]], { send: failing(new Error('try later')) });
    sender.start();
    await until('both are put off', () => messages.retryLater.mock.calls.length === 2);
    await sender.stop();
    expect(
      messages.retryLater.mock.calls.map(([message, error, at]) => [
        message.attempt,
        error,
        at.getTime() - NOON.getTime(),
      ]),
    ).toEqual([
      [1, 'try later', 1000],
      [2, 'try later', 2000],
    ]);
    expect(messages.markSent).not.toHaveBeenCalled();
  });

  it.each<[string, ClaimedMessage, unknown]>([
    ['after the last attempt', claimed(3), new Error('try later')],
    ['at once when it cannot help to try again', claimed(1), new PermanentMailFailure('no such mailbox')],
  ])('gives a message up %s, loudly', async (_, message, error) => {
    const { sender, messages, logger } = aSender([[message]], { send: failing(error) });
    sender.start();
    await until('it has failed', () => messages.markFailed.mock.calls.length === 1);
    await sender.stop();
    expect(messages.markFailed).toHaveBeenCalledWith(message, (error as Error).message);
    expect(logger.error).toHaveBeenCalledTimes(1);
  });

  it('gives up a message whose attempts never came to an end, without another one', async () => {
    const { sender, messages, send } = aSender([[claimed(4)]]);
    sender.start();
    await until('it has failed', () => messages.markFailed.mock.calls.length === 1);
    await sender.stop();
    expect(send).not.toHaveBeenCalled();
  });

  it('goes on when the queue or a mark fails, and says so in its readiness', async () => {
    const { sender, messages } = aSender([[claimed()], [claimed()]]);
    messages.claim.mockImplementationOnce(failing(new Error('no database')));
    messages.markSent.mockImplementationOnce(failing(new Error('no database')));
    expect(sender.ready).toBe(false);
    sender.start();
    expect(sender.ready).toBe(true);
    await until('it knows that the queue cannot be read', () => !sender.ready);
    for (const marks of [1, 2]) {
      sender.wake();
      await until('another is sent', () => messages.markSent.mock.calls.length === marks);
    }
    expect(sender.ready).toBe(true);
    await sender.stop();
    expect(sender.ready).toBe(false);
  });

  it('does not wait for ever for a mailer that never ends: the message is tried later, and others are sent', async () => {
    const hung = claimed(1);
    const { sender, messages } = aSender([[hung], [claimed()]], {
      send: ({ id }) => (id === hung.id ? new Promise(() => undefined) : Promise.resolve()),
      holdMs: 20,
      batchSize: 1,
    });
    sender.start();
    await until('the other is sent', () => messages.markSent.mock.calls.length === 1);
    await sender.stop();
    expect(messages.retryLater.mock.calls.map(([message, error]) => [message.id, error])).toEqual([
      [hung.id, 'The mailer took longer than 0.01 s'],
    ]);
  });

  it('finishes the messages in hand when it stops', async () => {
    let finish = () => undefined as void;
    const { sender, messages, send } = aSender([[claimed()]], {
      send: () => new Promise((resolve) => (finish = resolve)),
    });
    sender.start();
    await until('it is sending', () => send.mock.calls.length === 1);
    const stopped = sender.stop();
    expect(messages.markSent).not.toHaveBeenCalled();
    finish();
    await stopped;
    expect(messages.markSent).toHaveBeenCalledTimes(1);
  });
});
