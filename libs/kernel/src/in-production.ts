import { BlockList, isIP } from 'node:net';

/** What a secret must be where APP_ENV is production; undefined if it is that. */
export function secretInProduction(raw: string): string | undefined {
  const secrets = raw.includes('://') ? [...raw.matchAll(PASSWORD_IN_URL)].map(([, password]) => password!) : [raw];
  return secrets.some(isGuessable) ? 'a random value, neither a default nor an example' : undefined;
}

const PASSWORD_IN_URL = /:\/\/[^\s/@:]*:([^\s/@]+)@/g;

/** Values that installers, examples and people use everywhere. */
const WELL_KNOWN = new Set(
  'admin admin123 administrator changeme default guest hunter2 letmein pass password password1 password123 postrider qwerty root secret secret123 test test123 123456 12345678 123456789 1234567890'.split(
    ' ',
  ),
);
const EXAMPLE =
  /change.?(me|this|it)|replace.?(me|this|with)|your.?(own|secret|key|password|256)|place.?holder|example|insecure|(jwt|dev|test|my|super|top|default|very).?secret|not.?(so|a|very).?secret|admin123|password/i;

function isGuessable(secret: string): boolean {
  const different = new Set(secret).size;
  return WELL_KNOWN.has(secret.toLowerCase()) || EXAMPLE.test(secret) || different < Math.min(8, secret.length / 2);
}

/** For an address of others that is called with credentials. */
export function secureAddressInProduction(raw: string): string | undefined {
  const isFit = URL.canParse(raw) && new URL(raw).protocol === 'https:' && !isOfThisMachine(new URL(raw).hostname);
  return isFit ? undefined : 'an https address of another machine';
}

/** For an address at which others call this installation. */
export const publicAddressInProduction = (raw: string): string | undefined =>
  isOfThisMachine(new URL(raw).hostname) ? 'an address at which others reach it, not one of this machine' : undefined;

/** For hosts that this installation may call although they are not public. */
export const otherHostsInProduction = (raw: string): string | undefined =>
  raw.split(',').some((host) => isOfThisMachine(host.trim())) ? 'hosts of other machines' : undefined;

const OF_THIS_MACHINE = new BlockList();
OF_THIS_MACHINE.addSubnet('127.0.0.0', 8);
OF_THIS_MACHINE.addAddress('0.0.0.0');
OF_THIS_MACHINE.addAddress('::1', 'ipv6');
OF_THIS_MACHINE.addAddress('::', 'ipv6');

/** `host`: a name, an address, or a network as address/bits. */
function isOfThisMachine(host: string): boolean {
  const name = host
    .replace(/\/\d+$/, '')
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '')
    .toLowerCase();
  const version = isIP(name);
  if (version === 0) return name === 'localhost' || name.endsWith('.localhost');
  return OF_THIS_MACHINE.check(name, version === 4 ? 'ipv4' : 'ipv6');
}
