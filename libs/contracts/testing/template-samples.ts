import type { TemplateView, templateQuestions } from '#libs/contracts';
import type { SamplesOf } from './samples.ts';

const AT = '2030-01-01T00:00:00.000Z';
const ID = '01JD3C4V5W6X7Y8Z9A0B1C2D3E';

const template: TemplateView = {
  id: ID,
  key: 'login_code',
  number: 5,
  name: 'Log in',
  active: true,
  built_in: false,
  version: 2,
  state: 'draft',
  approved_version: 1,
  category: 'otp',
  languages: ['en'],
  created_at: AT,
  created_by: 'user:u',
  updated_at: AT,
  contents: { en: 'Your code is {CODE}.' },
  variables: { CODE: { max_length: 8 } },
  vendor_mappings: [{ vendor: 'acme', version: 1, code: '100000', tokens: { CODE: 'CODE' } }],
  lengths: [{ language: 'en', encoding: 'GSM-7', max_segments: 1, max_segments_ucs2: 1 }],
  hints: [{ code: 'no_mapping', message: 'acme sends by templates of its own.', vendor: 'acme' }],
};
const {
  contents,
  variables,
  vendor_mappings: [mapping],
  lengths: _,
  hints: __,
  ...templateSummary
} = template;

/** A possible reply of the template service for each of its contracts. */
export const templateSamples: SamplesOf<typeof templateQuestions> = {
  templates: {
    create: template,
    read: template,
    list: { items: [templateSummary] },
    change: template,
    delete: {},
    versions: {
      versions: [
        { version: 2, state: 'draft', category: 'otp', contents, variables, created_at: AT, created_by: 'user:u' },
      ],
    },
    approve: { ...template, state: 'approved', approved_version: 2 },
    preview: {
      version: 2,
      previews: [{ language: 'en', text: 'Your code is 1234.', encoding: 'GSM-7', segments: 1 }],
      missing: [],
      hints: [],
    },
    map: mapping!,
    unmap: {},
    render: {
      calls: [
        {
          items: [
            {
              text: 'Your code is 1234.',
              category: 'otp',
              template: { id: ID, version: 1, language: 'en', vendors: [] },
            },
          ],
        },
      ],
    },
  },
  system: { check: { checks: [{ name: 'disk', ok: true, detail: "71 % of the 40 GB of MongoDB's disk is free." }] } },
};
