import { readFileSync } from 'node:fs';

const KEY_BYTES = 32;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/** The key that wraps the tenants' keys. Errors say what is wrong with the file, never its content. */
export function readKeyFile(path: string): Buffer {
  const text = contentOf(path).trim();
  if (text === '') throw new Error(`the path of a key file; ${path} is empty`);
  if (!BASE64.test(text)) throw new Error(`the path of a key file; ${path} does not hold base64 alone`);
  const key = Buffer.from(text, 'base64');
  if (key.length !== KEY_BYTES)
    throw new Error(`the path of a key file; ${path} holds ${key.length} bytes instead of ${KEY_BYTES}`);
  return key;
}

function contentOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const reason = code === 'ENOENT' ? 'does not exist' : `cannot be read (${code ?? 'unknown error'})`;
    throw new Error(`the path of a key file; ${path} ${reason}`, { cause: error });
  }
}
