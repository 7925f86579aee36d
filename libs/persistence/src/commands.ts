import type { CommandFailedEvent, CommandStartedEvent, CommandSucceededEvent, Document, MongoClient } from 'mongodb';

/** One command that the driver sent, after its end. */
export interface CommandSeen {
  /** Such as `insert`. */
  readonly name: string;
  /** Empty for a command about no collection. */
  readonly collection: string;
  readonly durationMs: number;
  readonly failed: boolean;
  /** As it was sent: it contains people's data, so it is for tests and never for a log. */
  readonly command: Document;
}

/** Reports every command of a client whose commands are monitored. */
export function reportCommands(client: MongoClient, seen: (command: CommandSeen) => void): void {
  const running = new Map<number, Document>();
  const ended = (event: CommandSucceededEvent | CommandFailedEvent, failed: boolean): void => {
    const command = running.get(event.requestId) ?? {};
    running.delete(event.requestId);
    seen({
      name: event.commandName,
      collection: collectionOf(event.commandName, command),
      durationMs: event.duration,
      failed,
      command,
    });
  };
  client.on('commandStarted', (event: CommandStartedEvent) => running.set(event.requestId, event.command));
  client.on('commandSucceeded', (event) => ended(event, false));
  client.on('commandFailed', (event) => ended(event, true));
}

function collectionOf(name: string, command: Document): string {
  const named: unknown = name === 'getMore' ? command.collection : command[name];
  return typeof named === 'string' ? named : '';
}
