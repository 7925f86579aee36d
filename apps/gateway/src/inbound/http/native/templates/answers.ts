import { TemplateSummary, TemplateVersion } from '#libs/contracts';
import { pageOfClass } from '../../request/pages.ts';

export class TemplateList extends pageOfClass(TemplateSummary) {}

export class TemplateVersions extends pageOfClass(TemplateVersion) {}
