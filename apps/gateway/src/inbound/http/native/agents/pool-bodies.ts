import { ArrayMaxSize, ArrayUnique, IsArray, IsBoolean, IsInt, IsString, Matches, Max, Min } from 'class-validator';
import { AGENT_ID, Described, type Environment } from '#libs/contracts';
import type { PoolWanted } from '../../../../application/agent-pools/change-pools.ts';
import { changeFrom, fieldsFrom } from '../../request/check-fields.ts';
import { IsVisibleName } from '../../request/is-visible-name.ts';
import type { JsonObject } from '../../request/json-object.ts';
import { Optional } from '../../request/optional.ts';
import { IsNewEnvironment } from './agent-bodies.ts';

const MOST_PHONES = 1_000;

/** What a pool has besides its name. */
class PoolBody {
  @Described('Whether messages wait for it.', true)
  @Optional()
  @IsBoolean()
  enabled?: boolean;

  @Described('Without a policy pools follow the vendor accounts; lower goes first.', 10)
  @Optional()
  @Max(10_000)
  @Min(0)
  @IsInt()
  order?: number;

  @Described('Ids of all its phones, which are of its environment.', [])
  @Optional()
  @Matches(AGENT_ID, { each: true, message: '$property must be ids of phones' })
  @IsString({ each: true })
  @ArrayUnique()
  @ArrayMaxSize(MOST_PHONES)
  @IsArray()
  agents?: string[];
}

export class CreatePoolBody extends PoolBody {
  @Described('Unique in its environment.', 'front-desk')
  @IsVisibleName()
  name!: string;

  @IsNewEnvironment() environment?: Environment;
}

export class ChangePoolBody extends PoolBody {
  @Described('Unique in its environment.', 'front-desk')
  @Optional()
  @IsVisibleName()
  name?: string;
}

export function newPoolFrom(body: JsonObject): PoolWanted {
  const { environment, ...fields } = fieldsFrom(CreatePoolBody, body);
  return { ...(environment && { environment }), fields: definedIn(fields) };
}

export const poolChangeFrom = (body: JsonObject): ChangePoolBody => changeFrom(ChangePoolBody, body);

const definedIn = <Fields extends object>(fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Fields;
