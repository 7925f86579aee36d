import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeVendor } from './new-vendor.ts';

let root: string;
beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'postrider-new-vendor-'))));
afterEach(() => rmSync(root, { recursive: true }));

test('the files of a new vendor have its name, in their text as well', () => {
  const folder = writeVendor('telco9', root);

  expect(folder).toBe('apps/provider-telco9');
  expect(readFileSync(join(root, folder, 'src/telco9.module.ts'), 'utf8')).toContain('readTelco9Config');
  expect(readFileSync(join(root, folder, 'vendor.ts'), 'utf8')).toContain("prefix: 'TELCO9_'");
});

test.each(['', 'Telco', '9telco', 'tel-co', '../telco', 't'])('the name "%s" is refused', (name) => {
  expect(() => writeVendor(name, root)).toThrow('small letters and digits');
});

test('a vendor that is there already is not written again', () => {
  mkdirSync(join(root, 'apps/provider-telco'), { recursive: true });

  expect(() => writeVendor('telco', root)).toThrow('is there already');
});
