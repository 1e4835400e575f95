import { describe, expect, it } from '@jest/globals';
import { Connections, MAX_CONNECTIONS, SharedLine, transmissionMs } from '../../../lab/trade-offs/simulated-network.js';

describe('a simulated line', () => {
  /** 8 kbit/s are one byte a millisecond. */
  const line = () => new SharedLine<string>(8);

  it('takes the time that the bytes take at its rate', () => {
    expect(transmissionMs(1500, 400)).toBe(30);
    const one = line();
    one.begin('a', 100, 0);
    expect(one.nextAt()).toBe(100);
    expect(one.settle(99)).toEqual([]);
    expect(one.settle(100)).toEqual(['a']);
    expect(one.nextAt()).toBeUndefined();
  });

  it('takes no time where there is no limit', () => {
    const unlimited = new SharedLine<string>(undefined);
    unlimited.begin('a', 1_000_000, 5);
    expect(unlimited.settle(5)).toEqual(['a']);
  });

  it('is shared evenly: two equal transfers take twice as long as one', () => {
    const shared = line();
    shared.begin('a', 100, 0);
    shared.begin('b', 100, 0);
    expect(shared.nextAt()).toBe(200);
    expect(shared.settle(200)).toEqual(['a', 'b']);
  });

  it('gives the rest of the line to who is left', () => {
    const shared = line();
    shared.begin('large', 100, 0);
    shared.begin('small', 20, 0);
    expect(shared.nextAt()).toBe(40);
    expect(shared.settle(40)).toEqual(['small']);
    // 20 of 100 bytes have gone by then.
    expect(shared.nextAt()).toBe(120);
  });

  it('slows down what is under way when another begins', () => {
    const shared = line();
    shared.begin('first', 100, 0);
    shared.settle(50);
    shared.begin('second', 25, 50);
    expect(shared.nextAt()).toBe(100);
    expect(shared.settle(100)).toEqual(['second']);
    expect(shared.nextAt()).toBe(125);
  });

  it('counts what is done as done in time even when it is asked late', () => {
    const [late, punctual] = [line(), line()];
    for (const shared of [late, punctual]) {
      shared.begin('small', 20, 0);
      shared.begin('large', 100, 0);
    }
    expect(punctual.settle(40)).toEqual(['small']);
    expect(late.settle(110)).toEqual(['small']);
    expect(late.nextAt()).toBe(120);
    expect(late.nextAt()).toBe(punctual.nextAt());
    expect(late.settle(500)).toEqual(['large']);
  });

  it('never moves more than its rate, however many share it', () => {
    const shared = line();
    for (let index = 0; index < 7; index += 1) shared.begin(`t${index}`, 10 * (index + 1), 0);
    let last = 0;
    for (let at = shared.nextAt(); at !== undefined; at = shared.nextAt()) {
      last = at;
      shared.settle(at);
    }
    expect(last).toBeCloseTo(280, 6);
  });
});

describe('connections', () => {
  it('are opened one by one, up to six, and used again', () => {
    const connections = new Connections();
    const first = connections.take();
    expect(first).toEqual({ isNew: true });
    connections.release();
    expect(connections.take()).toEqual({ isNew: false });
    for (let open = 1; open < MAX_CONNECTIONS; open += 1) expect(connections.take()).toEqual({ isNew: true });
    expect(connections.take()).toBeUndefined();
    connections.release();
    expect(connections.take()).toEqual({ isNew: false });
  });
});
