import type { WebSocket } from 'ws';

/** Messages up to this length are read as they come. */
const SMALL_LENGTH = 4_096;

/**
 * Runs the reading of a socket's messages one after the other, in their order. A large one waits for a turn of its own,
 * since parsing hundreds of them in one turn of the event loop would hold up everybody. Nothing more is received
 * meanwhile.
 */
export function createReadingTurns(
  socket: Pick<WebSocket, 'pause' | 'resume' | 'readyState' | 'OPEN'>,
  turn: () => Promise<void> | void,
): (length: number, read: () => void) => void {
  const waiting: (() => void)[] = [];

  async function readAll(): Promise<void> {
    for (let [read] = waiting; read !== undefined; [read] = waiting) {
      await turn();
      if (socket.readyState === socket.OPEN) read();
      waiting.shift();
    }
    socket.resume();
  }

  return (length, read) => {
    if (waiting.length === 0 && length <= SMALL_LENGTH) return read();
    if (waiting.push(read) > 1) return undefined;
    socket.pause();
    return void readAll();
  };
}
