import { IsBoolean, IsNotEmpty, IsString } from 'class-validator';

/** `at_once`: the vendor refuses it; otherwise it takes the message, and only its log says that nobody got it. */
export class OptOutDto {
  @IsString() @IsNotEmpty() to!: string;
  @IsBoolean() at_once: boolean = false;
}
