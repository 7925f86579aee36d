import type { Command } from '@commander-js/extra-typings';
import { randomBase32 } from '#libs/kernel';
import { answered } from '../api/client.ts';
import { run } from '../cli.ts';
import { EXIT } from '../failure.ts';
import { watch } from '../watch.ts';
import {
  agentOption,
  categoryOption,
  guaranteeOption,
  languageOption,
  mediaFallbackOption,
  mediaOption,
  poolOption,
  priorityOption,
  routeOption,
  sendAtOption,
  senderOption,
  subjectOption,
  templateOption,
  validForOption,
  variableOption,
  wishesOf,
  wordingOf,
} from './message-options.ts';

/** send and simulate. */
export function send(program: Command): void {
  program
    .command('send')
    .description('send one text')
    .argument('<to>', 'the number')
    .argument('[text]', 'up to 1,600 characters; or a template in its place')
    .addOption(templateOption())
    .addOption(variableOption())
    .addOption(languageOption())
    .addOption(mediaOption())
    .addOption(subjectOption())
    .addOption(mediaFallbackOption())
    .addOption(categoryOption())
    .addOption(senderOption())
    .addOption(routeOption())
    .addOption(agentOption())
    .addOption(poolOption())
    .addOption(sendAtOption())
    .addOption(validForOption())
    .addOption(guaranteeOption())
    .addOption(priorityOption())
    .option('--client-ref <ref>', 'your own reference of the message')
    .option('--subject-ref <ref>', 'your reference of the person or thing it concerns')
    .option('--idempotency-key <key>', 'a repeat with the same key sends nothing more; each run has a key of its own')
    .option('--wait', 'wait until the message is closed')
    .action((to, text, options, command) =>
      run(command, async ({ api, output }) => {
        const { clientRef, subjectRef, idempotencyKey = `cli-${randomBase32(26)}` } = options;
        const refs = {
          ...(clientRef !== undefined && { client_ref: clientRef }),
          ...(subjectRef !== undefined && { subject_ref: subjectRef }),
        };
        const accepted = await answered(
          api.POST('/api/v1/messages', {
            params: { header: { 'Idempotency-Key': idempotencyKey } },
            body: { to, ...wordingOf(text, options), ...wishesOf(options), ...refs },
          }),
        );
        if (options.wait) return watch(api, output, accepted.id);
        output.one(accepted);
      }),
    );

  program
    .command('simulate')
    .description('the result that a send would have, without sending')
    .argument('<to>', 'the number')
    .argument('[text]', 'up to 1,600 characters; or a template in its place')
    .addOption(templateOption())
    .addOption(variableOption())
    .addOption(languageOption())
    .addOption(mediaOption())
    .addOption(subjectOption())
    .addOption(mediaFallbackOption())
    .addOption(categoryOption())
    .addOption(senderOption())
    .addOption(routeOption())
    .addOption(agentOption())
    .addOption(poolOption())
    .addOption(sendAtOption())
    .addOption(validForOption())
    .addOption(guaranteeOption())
    .addOption(priorityOption())
    .action((to, text, options, command) =>
      run(command, async ({ api, output }) => {
        const body = { to, ...wordingOf(text, options), ...wishesOf(options) };
        const result = await answered(api.POST('/api/v1/simulate', { body }));
        output.one(result);
        return result.blocks.length > 0 ? EXIT.refused : EXIT.done;
      }),
    );
}
