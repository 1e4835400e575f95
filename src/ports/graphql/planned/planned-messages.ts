import { randomUUID } from 'node:crypto';
import { PlannedData } from './planned-data.js';

/**
 * The texts of planned data on their way through a transport that makes the JSON of whole messages. Parsed for it, a
 * text would become objects whose number nothing bounds.
 */
export interface PlannedMessages {
  /** The placeholder for a planned answer's data in a message. Other data is returned as it is. */
  standIn(data: unknown): unknown;
  /** The message, with the placeholder replaced by the text of its data. */
  filled(message: string): string;
}

/** See PlannedMessages. Each connection has its own, because only its messages can contain its placeholders. */
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
