import { MOST_OPT_OUTS, type OptOutLine } from '#libs/contracts';
import { fileLines, readFileLines, type FileKind, type FileType, type LinesRead } from '../../request/file-lines.ts';
import { OptOutBody } from './opt-out-bodies.ts';

const OPT_OUTS: FileKind<OptOutBody, OptOutLine> = {
  what: 'opt-outs',
  most: MOST_OPT_OUTS,
  Body: OptOutBody,
  required: ['number'],
  others: ['scope', 'source', 'proof'],
  // An export has them too.
  unread: ['id', 'at', 'by'],
  lineOf: ({ number, scope = 'all', source = 'import', proof }) => ({
    number,
    scope,
    source,
    ...(proof !== undefined && { proof }),
  }),
};

export const OptOutLines = fileLines(OPT_OUTS);

export const readLines = (type: FileType, body: Buffer): Promise<LinesRead<OptOutLine>> =>
  readFileLines(OPT_OUTS, type, body);
