import { describe, expect, it } from '@jest/globals';
import {
  MongoBulkWriteError,
  MongoInvalidArgumentError,
  MongoNetworkError,
  MongoServerError,
  MongoServerSelectionError,
  MongoTopologyClosedError,
} from 'mongodb';
import { isMongoOutage } from '../../../../src/stores/mongo/outage.js';
import { TransactionGaveUp } from '../../../../src/stores/mongo/transactions.js';

const server = (code: number, ...errorLabels: string[]) => new MongoServerError({ code, errmsg: 'no', errorLabels });

describe('a failure of MongoDB', () => {
  it.each<[string, unknown]>([
    ['a lost connection', new MongoNetworkError('closed')],
    ['a lost connection under a bulk write', new MongoBulkWriteError(new MongoNetworkError('closed'), {} as never)],
    ['no primary', new MongoServerSelectionError('none', {} as never)],
    ['a closed client', new MongoTopologyClosedError()],
    ['a stepped-down primary', server(10_107)],
    ['a full disk', server(14_031)],
    ['a slow query', server(50)],
    ['whatever the server calls transient', server(1, 'TransientTransactionError')],
    ['a transaction that never commits', new TransactionGaveUp('no')],
  ])('is an outage: %s', (_, error) => {
    expect(isMongoOutage(error)).toBe(true);
  });

  it.each<[string, unknown]>([
    ['a document that cannot be stored', new MongoInvalidArgumentError('too large')],
    ['a value of the wrong kind', server(2)],
    ['a duplicate key', server(11_000)],
    ['a bulk write that is refused', new MongoBulkWriteError({ message: 'no', code: 121 }, {} as never)],
    ['an error of our own', new TypeError('x')],
    ['nothing at all', undefined],
  ])("is the record's: %s", (_, error) => {
    expect(isMongoOutage(error)).toBe(false);
  });
});
