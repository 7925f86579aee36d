import 'reflect-metadata';
import { OF_INSTALLATION, ROLES, scopesOf, type Role, type Scope } from './domain/principal.ts';
import { CONTROLLERS, doorsOf } from './inbound/http/controllers.ts';
import { handlersOf, type Handler } from './inbound/http/openapi/handlers.ts';

function tableOf(handlers: readonly Handler[]): string {
  const head = ['Call', 'Scope', ...ROLES, 'installation administrator'];
  const rows = handlers.map((handler) => [`\`${callOf(handler)}\``, ...accessOf(handler)]);
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

const callOf = ({ method, path }: Handler): string => `${method.toUpperCase()} ${path}`;

function accessOf({ access }: Handler): string[] {
  if (access === 'anyone' || access === 'signed_in')
    return [access === 'anyone' ? 'none: anybody' : 'any credential', ...ROLES.map(() => 'yes'), 'yes'];
  return [`\`${access}\``, ...ROLES.map((role) => yesIf(has(role, access))), yesIf(OF_INSTALLATION.includes(access))];
}

const has = (role: Role, scope: Scope): boolean => scopesOf({ role }).includes(scope);

const yesIf = (it: boolean): string => (it ? 'yes' : '');

/** Prints a table of calls and of those who may make them. */
const doors = doorsOf({ basePath: '' }).flatMap(({ errors, controllers }) => (errors.describes ? controllers : []));
process.stdout.write(tableOf([...CONTROLLERS, ...doors].flatMap(handlersOf)));
