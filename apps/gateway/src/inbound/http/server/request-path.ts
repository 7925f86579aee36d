/** The path of a request's target as the router reads it; `/` if the target has none, such as `*`. */
export function pathOf(target: string): string {
  const path = target
    .replace(/^https?:\/\/[^/?#]*/i, '')
    .replace(/[?#].*$/s, '')
    .replace(/%[0-7][\da-f]/gi, decodeURI);
  return path.startsWith('/') ? path : '/';
}
