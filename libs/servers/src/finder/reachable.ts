import { connect } from 'node:net';

const WITHIN_MS = 4_000;
const asked = new Map<string, Promise<void>>();

/**
 * Rejects at once if a host is unknown or refuses, within seconds if it does not answer. Each host is tried once per
 * process: if only package registries can be reached, the next search costs nothing.
 */
export function reachable(url: string, variables: NodeJS.ProcessEnv): Promise<void> {
  const { hostname, port } = new URL(proxyOf(variables) ?? url);
  const address = `${hostname}:${port || 443}`;
  const answer = asked.get(address) ?? ask(hostname, Number(port || 443));
  asked.set(address, answer);
  return answer;
}

function proxyOf(variables: NodeJS.ProcessEnv): string | undefined {
  return variables.HTTPS_PROXY || variables.https_proxy || undefined;
}

function ask(host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port });
    const end = (reason?: string): void => {
      clearTimeout(deadline);
      socket.destroy();
      if (reason === undefined) resolve();
      else reject(new Error(`${host} cannot be reached (${reason})`));
    };
    const deadline = setTimeout(() => end(`no answer within ${WITHIN_MS / 1000} s`), WITHIN_MS);
    socket.once('connect', () => end());
    socket.once('error', (error: NodeJS.ErrnoException) => end(error.code ?? error.message));
  });
}
