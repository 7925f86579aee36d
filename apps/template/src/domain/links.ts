/** Something that a phone makes a link of: an address with its scheme, `www.`, or a host with a port or path behind it. */
const LINK =
  /(?:\b[a-z][a-z0-9+.-]*:[/\\]{2}|\bhttps?:(?!\s|$)|\bwww\.)[^\s/\\?#]*|(?:[\p{L}\p{M}\p{N}-]+\.)+\p{L}{2,}(?=[/\\]|:\d)|\b(?:\d{1,3}\.){3}\d{1,3}(?=[/\\:])/giu;
const MAY_BE_LINK = /[/\\:]|www\./i;
const LONGEST_HOST = 253;

export const isHost = (host: string): boolean =>
  host.length <= LONGEST_HOST && /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/.test(host);

/** Whether every link in a value names one of the hosts, or a subdomain of it. */
export function linksOnlyTo(hosts: readonly string[], value: string): boolean {
  if (!MAY_BE_LINK.test(value)) return true;
  return [...value.matchAll(LINK)].every(([link]) => {
    const host = hostOf(link);
    return hosts.some((allowed) => host === allowed || host.endsWith(`.${allowed}`));
  });
}

/** A name before @ is no host: such a link leads to what is behind it. */
const hostOf = (link: string): string =>
  link
    .replace(/^[a-z][a-z0-9+.-]*:[/\\]*/i, '')
    .replace(/^.*@/, '')
    .replace(/:\d*$/, '')
    .replace(/\.$/, '')
    .toLowerCase();
