import { IsBoolean, IsIn, IsInt, IsNotEmpty, IsObject, IsOptional, IsString, Max, Min } from 'class-validator';
import { SIGNATURES, type Signature } from '../receipts/receipt-plan.ts';
import { IsCode } from './checks.ts';

/** One status moved or told by hand. */
export class AdvanceDto {
  @IsString() @IsNotEmpty() status!: string;
  @IsOptional() @IsCode() errorCode?: number | string;
  @IsInt() @Min(1) @Max(100) times: number = 1;
  @IsObject() extra: Record<string, string> = {};
  @IsIn(SIGNATURES) signature: Signature = 'valid';
  /** False moves it without a word. */
  @IsBoolean() callback: boolean = true;
}
