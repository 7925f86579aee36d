import type { CommandSeen } from '../src/index.ts';

export interface CommandCounter {
  /** For `openSession`. */
  readonly onCommand: (command: CommandSeen) => void;
  /** By name and collection, such as `insert sms_messages`. */
  counts(): Record<string, number>;
  seen(): readonly CommandSeen[];
  reset(): void;
}

/** Shows the commands that a verb sends to the database. */
export function countCommands(): CommandCounter {
  let commands: CommandSeen[] = [];
  return {
    onCommand: (command) => void commands.push(command),
    counts: () => {
      const counts: Record<string, number> = {};
      for (const { name, collection } of commands) {
        const key = `${name} ${collection}`.trimEnd();
        counts[key] = (counts[key] ?? 0) + 1;
      }
      return counts;
    },
    seen: () => commands,
    reset: () => void (commands = []),
  };
}
