import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { PostriderError } from '#libs/kernel';
import { ENVIRONMENTS, type Environment } from '#libs/contracts';
import type { Principal } from '../../application/ports.ts';
import { callerOf, type GatewayRequest } from './access.ts';

type Header = string | string[] | undefined;

/** Where a send goes. A key brings its environment. A user has both: live, unless the header says test. */
export const environmentOf = (caller: Principal, header: Header): Environment =>
  wanted(caller, header) ?? caller.environment ?? 'live';

/** The caller, who sees one environment alone when their key or the header says so. */
export const SeeingCaller = createParamDecorator((_: unknown, context: ExecutionContext): Principal => {
  const request = context.switchToHttp().getRequest<GatewayRequest>();
  const caller = callerOf(request);
  const environment = wanted(caller, request.headers['postrider-environment']);
  return environment === undefined ? caller : { ...caller, environment };
});

function wanted(caller: Principal, header: Header): Environment | undefined {
  if (header === undefined) return undefined;
  const known = ENVIRONMENTS.find((environment) => environment === header);
  if (known !== undefined && (caller.environment === undefined || known === caller.environment)) return known;
  throw new PostriderError(
    'invalid_header',
    "Postrider-Environment is live or test; with an API key it must be the key's own.",
  );
}
