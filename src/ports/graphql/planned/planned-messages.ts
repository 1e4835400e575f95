import { randomUUID } from 'node:crypto';
import { PlannedData } from './planned-data.js';

/**
 * The texts of planned data on their way through a transport that makes the JSON of whole messages. Parsed for it, a
 * text would become objects whose number nothing bounds.
 */
export interface PlannedMessages {
  /** What stands for the data in a message, which is the data itself unless a plan has made it. */
  standIn(data: unknown): unknown;
  /** The message, with the text in the place of what stands for it. */
  filled(message: string): string;
}

/** See PlannedMessages. Of one connection, whose messages alone can have what stands for its data. */
export function createPlannedMessages(): PlannedMessages {
  const texts = new Map<string, string>();
  return {
    standIn(data) {
      if (!(data instanceof PlannedData)) return data;
      const mark = randomUUID();
      texts.set(mark, data.text);
      return mark;
    },
    filled(message) {
      for (const [mark, text] of texts) {
        const at = message.indexOf(mark);
        if (at < 0) continue;
        texts.delete(mark);
        // With the quotes of the mark.
        return message.slice(0, at - 1) + text + message.slice(at + mark.length + 1);
      }
      return message;
    },
  };
}
