/** The parts of a package-lock.json, version 3, that the lock tools read. */
export interface LockEntry {
  readonly version?: string;
  readonly resolved?: string;
  readonly optional?: boolean;
  readonly dev?: boolean;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly libc?: readonly string[];
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

export interface Lock {
  readonly packages: Readonly<Record<string, LockEntry>>;
}

/** An optional package that an entry names and that has no entry. `npm ci` refuses a lock that has one. */
export interface Gap {
  readonly name: string;
  readonly version: string;
  readonly neededBy: string;
}

export function gapsIn({ packages }: Lock): readonly Gap[] {
  return Object.entries(packages).flatMap(([neededBy, entry]) =>
    Object.entries(entry.optionalDependencies ?? {})
      .filter(([name]) => !placesSeenFrom(neededBy).some((place) => packages[place + name]))
      .map(([name, version]) => ({ name, version, neededBy })),
  );
}

/** Entries that name the host they came from, which ties every install to one registry. */
export const hostsIn = ({ packages }: Lock): readonly string[] =>
  Object.entries(packages).flatMap(([place, { resolved }]) => (resolved?.includes('://') ? [place] : []));

/** The same lock with an entry for every gap. */
export function completed<L extends Lock>(lock: L): L {
  const added = gapsIn(lock).map(({ name, version, neededBy }) => {
    const dev = lock.packages[neededBy]?.dev ? { dev: true } : {};
    const entry = { version: exact(version, name), ...dev, optional: true, ...platformOf(name) };
    return [`node_modules/${name}`, inNpmsOrder(entry)] as const;
  });
  const sorted = [...Object.entries(lock.packages), ...added].toSorted(([a], [b]) => a.localeCompare(b, 'en'));
  return { ...lock, packages: Object.fromEntries(sorted) };
}

/** The version first, then by name, as npm would write it, so that its next install changes nothing. */
function inNpmsOrder({ version, ...rest }: LockEntry): LockEntry {
  return { version, ...Object.fromEntries(Object.entries(rest).toSorted(([a], [b]) => a.localeCompare(b, 'en'))) };
}

const OS = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32'];
const CPU = ['arm', 'arm64', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'wasm32', 'x64'];
const LIBC: Readonly<Record<string, string>> = { gnu: 'glibc', glibc: 'glibc', musl: 'musl' };

/** Reads the platform from a name such as `@swc/core-linux-arm64-musl`, the usual form of native packages. */
export function platformOf(name: string): Pick<LockEntry, 'os' | 'cpu' | 'libc'> {
  const words = name.split(/[-/]/);
  const os = words.filter((word) => OS.includes(word));
  const cpu = words.filter((word) => CPU.includes(word));
  const libc = os.includes('linux') && cpu[0] !== 'arm' ? words.flatMap((word) => LIBC[word] ?? []) : [];
  if (cpu.length !== 1 || os.length > 1) throw new Error(`${name}: no platform can be read off this name.`);
  return { ...(os.length > 0 ? { os } : {}), cpu, ...(libc.length > 0 ? { libc } : {}) };
}

function exact(version: string, name: string): string {
  if (!/^\d+\.\d+\.\d+/.test(version)) throw new Error(`${name}: ${version} is a range; the lock needs one version.`);
  return version;
}

/** Every `node_modules/` folder in which a package at `place` is looked up, the nearest first. */
function placesSeenFrom(place: string): readonly string[] {
  const outer = place.lastIndexOf('/node_modules/');
  const rest = place === '' ? [] : outer < 0 ? ['node_modules/'] : placesSeenFrom(place.slice(0, outer));
  return [place === '' ? 'node_modules/' : `${place}/node_modules/`, ...rest];
}
