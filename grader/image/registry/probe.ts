import { request as requestPlain } from 'node:http';
import { request as requestTls } from 'node:https';

/** Registries nearby answer in milliseconds. */
const LIMIT_MS = 3000;

/** How a registry answered: the HTTP status, or why there is none (`ECONNREFUSED`, `ENOTFOUND`, …). */
export type Answer =
  | { readonly kind: 'status'; readonly status: number }
  | { readonly kind: 'silence'; readonly reason: string };

/**
 * Asks with HEAD, without a login and without reading what comes. Never rejects.
 * @param url for example `http://127.0.0.1:5000/v2/`
 */
export function probe(url: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
  const request = url.startsWith('https:') ? requestTls : requestPlain;
  return new Promise((resolve) => {
    const silence = ({ code, message }: NodeJS.ErrnoException): void =>
      resolve({ kind: 'silence', reason: code ?? message });
    const asked = request(url, { method: 'HEAD', headers, timeout: LIMIT_MS, agent: false }, (response) => {
      response.resume();
      resolve({ kind: 'status', status: response.statusCode ?? 0 });
    });
    asked.on('error', silence);
    asked.on('timeout', () => asked.destroy(Object.assign(new Error('timeout'), { code: 'ETIMEDOUT' })));
    asked.end();
  });
}

/** Whether a registry that needs no login answers there over plain HTTP (`/v2/` is the API's root). */
export async function answersAt(address: string): Promise<boolean> {
  const answer = await probe(`http://${address}/v2/`);
  return answer.kind === 'status' && answer.status === 200;
}
