import { IsBoolean, IsNotEmpty, IsString } from 'class-validator';

/**
 * `at_once`: the vendor refuses the message; otherwise it accepts it, and only its log says that it was not delivered.
 */
export class OptOutDto {
  @IsString() @IsNotEmpty() to!: string;
  @IsBoolean() at_once: boolean = false;
}
