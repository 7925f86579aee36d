import { renderSVG } from 'uqr';
import type { CreateEnrolmentCodeRequest, EnrolmentCode } from '#libs/contracts';
import { clock, newRequestId, randomBase32, type TenantId } from '#libs/kernel';
import { CODE_LENGTH, CODE_VALID_MS, headOf, writtenCode } from '../domain/enrolment-code.ts';
import type { EnrolmentCodes, Hasher } from './ports.ts';

export interface CodePorts {
  readonly codes: EnrolmentCodes;
  readonly hasher: Hasher;
}

/** Makes a code with which one phone registers, once, within ten minutes. */
export async function createCode(
  { codes, hasher }: CodePorts,
  request: CreateEnrolmentCodeRequest,
): Promise<EnrolmentCode> {
  const { tenant, environment, label, pool, by, base_url } = request;
  const characters = randomBase32(CODE_LENGTH).toUpperCase();
  const now = clock.now();
  const expires_at = new Date(now + CODE_VALID_MS);
  await codes.insert({
    ...{
      id: newRequestId(),
      tenant: tenant as TenantId,
      environment,
      created_by: by,
      created_at: new Date(now),
      expires_at,
    },
    ...{ head: headOf(characters), hash: hasher.hash('code', characters) },
    ...(label !== undefined && { label }),
    ...(pool !== undefined && { pool }),
  });
  const code = writtenCode(characters);
  const qr_text = `postrider:enrol?url=${encodeURIComponent(base_url)}&code=${code}`;
  return { code, qr_text, qr_svg: renderSVG(qr_text, { ecc: 'M', border: 4 }), expires_at: expires_at.toISOString() };
}
