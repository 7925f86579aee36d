import { Type } from 'class-transformer';
import { IsArray, IsInt, IsOptional, IsString, ValidateNested } from 'class-validator';
import { busEvent, job, rpc, streamedRpc } from '#libs/contracts';

/** Contracts of a service that exists only in these specs. */
export const owner = 'echo';

export class Question {
  @IsString() word!: string;
  @IsOptional() @IsInt() waitMs?: number;
}
export class Answer {
  @IsString() word!: string;
}
export const echo = rpc({ owner, name: 'echo', request: Question, reply: Answer, timeoutMs: 10_000 });

export class Count {
  @IsInt() upTo!: number;
}
export class Number_ {
  @IsInt() value!: number;
}
export const count = streamedRpc({ owner, name: 'count', request: Count, reply: Number_, timeoutMs: 20_000 });

export class Chore {
  @IsArray() @ValidateNested({ each: true }) @Type(() => Answer) items!: Answer[];
}
export const chore = job({ owner, name: 'chore', request: Chore });
export const happened = busEvent({ owner, name: 'happened', request: Answer });
