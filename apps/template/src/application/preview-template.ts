import type { PreviewTemplateReply, PreviewTemplateRequest, TemplatePreview } from '#libs/contracts';
import { PostriderError, segmentsOf, type TenantId } from '#libs/kernel';
import { compile, type Compiled } from '../domain/compile.ts';
import { hintsOf } from '../domain/hints.ts';
import { inLanguage } from '../domain/languages.ts';
import { fill } from '../domain/placeholders.ts';
import { extraIn, problemWith } from '../domain/values.ts';
import type { Template, Variable, Version } from '../domain/template.ts';
import { knownTemplate } from './known-template.ts';
import type { TemplatePorts } from './ports.ts';

/** The texts of a version, approved or not; a variable without a value is shown by its name. */
export async function previewTemplate(
  { templates, vendorRules }: TemplatePorts,
  { variables = {}, language, ...query }: PreviewTemplateRequest,
): Promise<PreviewTemplateReply> {
  const tenant = query.tenant as TenantId;
  const template = await knownTemplate(templates, tenant, query.template);
  const version = await versionOf(template, query.version ?? template.newest.version, (wanted) =>
    templates.version(tenant, template.id, wanted),
  );
  const compiled = compile(version);
  checkValues(compiled, variables);
  const mappings = template.mappings.filter((mapping) => mapping.version === version.version);
  const texts = language === undefined ? compiled.texts : [inLanguage(compiled.texts, language)];
  return {
    version: version.version,
    previews: texts.map(({ language: of, parts }) =>
      previewOf(
        of,
        fill(parts, (name) => valueOf(variables, name)),
      ),
    ),
    missing: compiled.variables.map(({ name }) => name).filter((name) => !Object.hasOwn(variables, name)),
    hints: hintsOf(compiled, mappings, await vendorRules.ofTenant(tenant)),
  };
}

async function versionOf(
  { newest, approved }: Template,
  wanted: number,
  older: (version: number) => Promise<Version | undefined>,
): Promise<Version> {
  const found = [newest, approved].find((it) => it?.version === wanted) ?? (await older(wanted));
  if (!found) throw new PostriderError('not_found', 'There is no such version of this template.');
  return found;
}

function checkValues({ variables }: Compiled, given: Readonly<Record<string, unknown>>): void {
  const isGiven = ({ name }: Variable): boolean => Object.hasOwn(given, name);
  const problem = problemWith(variables.filter(isGiven), given, true) ?? extraIn(variables, given);
  if (!problem) return;
  const { field, detail } = problem;
  throw new PostriderError('invalid_variables', detail, {
    errors: [{ field, code: 'invalid_variables', message: detail }],
  });
}

const valueOf = (variables: Readonly<Record<string, string>>, name: string): string =>
  Object.hasOwn(variables, name) ? variables[name]! : `{${name}}`;

function previewOf(language: string, text: string): TemplatePreview {
  const { encoding, segments } = segmentsOf(text);
  return { language, text, encoding, segments };
}
