import { LabError } from '../../trade-offs/lab-error.js';

/** The longest code that is created or accepted: browsers and chat programs accept an address of this length. */
const MAX_CODE_CHARS = 24_000;
/** A short code can unpack to much data. Reading stops at this size. */
const MAX_BYTES = 2_000_000;

/** A report as text for an address: JSON, deflated, base64url. Undefined when that is too long. */
export async function packJson(report: unknown): Promise<string | undefined> {
  const packed = new Blob([JSON.stringify(report)]).stream().pipeThrough(new CompressionStream('deflate-raw'));
  const bytes = new Uint8Array(await new Response(packed).arrayBuffer());
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  const code = btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
  return code.length <= MAX_CODE_CHARS ? code : undefined;
}

/** The JSON in a code. Throws LabError for any code that packJson cannot have made. */
export async function unpackJson(code: string): Promise<unknown> {
  if (code.length > MAX_CODE_CHARS) throw new LabError('It is longer than any link of the lab.');
  const text = await unpack(bytesOf(code));
  try {
    return JSON.parse(text);
  } catch {
    throw new LabError('It is damaged: it does not hold a report.');
  }
}

function bytesOf(code: string): Uint8Array<ArrayBuffer> {
  if (!/^[A-Za-z0-9_-]+$/.test(code)) throw new LabError('It has characters that no link of the lab has.');
  try {
    return Uint8Array.from(atob(code.replaceAll('-', '+').replaceAll('_', '/')), (char) => char.charCodeAt(0));
  } catch {
    throw new LabError('It is damaged: a part of it is missing.');
  }
}

async function unpack(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw')).getReader();
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let [text, size] = ['', 0];
  try {
    for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
      size += chunk.value.byteLength;
      if (size > MAX_BYTES) break;
      text += decoder.decode(chunk.value, { stream: true });
    }
    if (size <= MAX_BYTES) return text + decoder.decode();
  } catch {
    throw new LabError('It is damaged: it does not unpack.');
  }
  await reader.cancel();
  throw new LabError('It unpacks to more than any report of the lab.');
}
