import type { Command } from '@commander-js/extra-typings';
import { answered } from '../api/client.ts';
import { run } from '../cli.ts';

export function limits(program: Command): void {
  program
    .command('limits')
    .description('limits of the credential and the tenant, and what is left of them')
    .action((_, command) =>
      run(command, async ({ api, output }) => {
        const answer = await answered(api.GET('/api/v1/limits'));
        output.list(answer, 'subject', 'environment', 'per', 'limit', 'used', 'remaining', 'resets_at');
      }),
    );
}
