import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export interface AnswerLoser extends AsyncDisposable {
  /** The address of the same server, through the proxy. */
  readonly uri: string;
  /**
   * Lets the server execute the next command of that name, such as `update`, and cuts the connection instead of
   * answering. The driver retries most commands, so losing one answer for good takes two `times`.
   */
  loseAnswerOf(command: string, times?: number): void;
  /** How many answers were lost so far. */
  lost(): number;
}

/** Where the first element's name, which is the command's, begins in an OP_MSG's document. */
const COMMAND_NAME_AT = 26;

/** A proxy before a mongod that can lose the answer of a write: it makes the ambiguous error on request. */
export async function answerLoser(uri: string): Promise<AnswerLoser> {
  const behind = new URL(uri);
  const sockets = new Set<Socket>();
  let wanted = '';
  let times = 0;
  let lost = 0;

  const server = createServer((client) => {
    const upstream = connect(Number(behind.port), behind.hostname);
    let losing = false;
    const cut = (): void => [client, upstream].forEach((socket) => socket.destroy());
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', cut).on('close', cut);
    }
    client.on('data', (request) => {
      if (times > 0 && commandOf(request) === wanted) {
        times--;
        losing = true;
      }
      upstream.write(request);
    });
    upstream.on('data', (answer) => {
      if (!losing) return client.write(answer);
      lost++;
      return cut();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  const through = new URL(uri);
  through.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    uri: through.href,
    loseAnswerOf: (command, count = 1) => void ([wanted, times] = [command, count]),
    lost: () => lost,
    [Symbol.asyncDispose]: async () => {
      sockets.forEach((socket) => socket.destroy());
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function commandOf(request: Buffer): string {
  const end = request.indexOf(0, COMMAND_NAME_AT);
  return request.toString('latin1', COMMAND_NAME_AT, Math.max(end, COMMAND_NAME_AT));
}
