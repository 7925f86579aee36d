import type { Command } from '@commander-js/extra-typings';
import { answered } from '../api/client.ts';
import { run } from '../cli.ts';
import { misused } from '../failure.ts';
import { names } from '../options.ts';

export function tenant(program: Command): void {
  const tenant = program.command('tenant').description('the tenant of the credential');

  tenant
    .command('show')
    .description('read it')
    .action((_, command) =>
      run(command, async ({ api, output }) => output.one(await answered(api.GET('/api/v1/tenant')))),
    );

  tenant
    .command('change')
    .description('change it')
    .option('--destinations <countries>', 'countries it may send to, with commas between; * for every country', names)
    .option('--default-region <country>', 'of numbers without a country code; `none` for none')
    .action(({ destinations, defaultRegion }, command) =>
      run(command, async ({ api, output }) => {
        if (!destinations && defaultRegion === undefined)
          throw misused('Say what to change: --destinations or --default-region.');
        const { version } = await answered(api.GET('/api/v1/tenant'));
        const body = {
          ...(destinations && { destinations }),
          ...(defaultRegion !== undefined && { default_region: defaultRegion === 'none' ? null : defaultRegion }),
        };
        const params = { header: { 'If-Match': `"${version}"` } };
        output.one(await answered(api.PATCH('/api/v1/tenant', { params, body })));
      }),
    );
}
