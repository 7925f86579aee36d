import { quantile, shown, spread } from '../figures.ts';
import { CONTROL, OURS } from './ours.ts';
import type { Durability, Player } from './player.ts';
import { targets, type Bar } from './targets.ts';

export type Unit = '/s' | 'ms' | 'B' | '%';

interface Measured {
  readonly durability: Durability;
  readonly values: number[];
}

interface Figure {
  readonly unit: Unit;
  readonly byPlayer: Map<string, Measured>;
}

/** The measurements, by figure and player, round by round. */
export class Results {
  readonly #figures = new Map<string, Figure>();

  add(figure: string, unit: Unit, { name, durability }: Player, value: number): void {
    const known = this.#figures.get(figure) ?? { unit, byPlayer: new Map<string, Measured>() };
    const measured = known.byPlayer.get(name) ?? { durability, values: [] };
    measured.values.push(value);
    known.byPlayer.set(name, measured);
    this.#figures.set(figure, known);
  }

  /** Figures of ours whose ratio to our control in the same round is not near 1. */
  unquiet(): string[] {
    return [...this.#figures].flatMap(([name, { unit, byPlayer }]) => {
      const ratio = ratioOf(byPlayer.get(OURS), byPlayer.get(CONTROL));
      return unit === '/s' && ratio !== undefined && (ratio < 0.9 || ratio > 1.1) ? [`${name} (${shown(ratio)})`] : [];
    });
  }

  /** Without verdicts if too little was measured. */
  table(withVerdict: boolean): string {
    const rows = [...this.#figures].flatMap(([name, { unit, byPlayer }]) =>
      [...byPlayer].map(([player, measured]) => {
        const { min, median, max } = spread(measured.values);
        const beside = player === OURS ? '' : ratioText(byPlayer.get(OURS), measured);
        const verdict =
          withVerdict && player === OURS ? verdictOf(name, median, kannelIn(byPlayer), byPlayer.get(OURS)!) : '';
        const figures = [min, median, max].map(shown).join(' | ');
        return `| ${name} | ${player} | ${measured.durability} | ${unit} | ${figures} | ${beside} | ${verdict} |`;
      }),
    );
    return [
      '| | who | class | unit | min | median | max | ours over it | target |',
      '|---|---|---|---|---|---|---|---|---|',
      ...rows,
    ].join('\n');
  }
}

const kannelIn = (byPlayer: Figure['byPlayer']): Measured | undefined =>
  [...byPlayer].find(([name]) => name.startsWith('Kannel'))?.[1];

/** The median over the rounds of one divided by the other in the same round. */
function ratioOf(one: Measured | undefined, other: Measured | undefined): number | undefined {
  if (!one || !other) return undefined;
  const ratios = one.values.flatMap((value, round) => {
    const beside = other.values[round];
    return beside ? [value / beside] : [];
  });
  return ratios.length > 0 ? quantile(ratios, 0.5) : undefined;
}

function ratioText(ours: Measured | undefined, measured: Measured): string {
  const ratio = ratioOf(ours, measured);
  return ratio === undefined ? '' : `${shown(ratio)}x`;
}

function verdictOf(figure: string, median: number, kannel: Measured | undefined, ours: Measured): string {
  const target = targets[figure];
  if (!target) return '';
  const ratio = ratioOf(ours, kannel);
  const said = (bar: Bar): string => {
    const parts = [
      ...(bar.value === undefined ? [] : [`${bar.at === 'most' ? '≤' : '≥'} ${shown(bar.value)}`]),
      ...(bar.ofKannel === undefined ? [] : [`≥ ${bar.ofKannel}x Kannel`]),
    ];
    return `${parts.join(' and ')}: ${metText(bar, median, ratio)}`;
  };
  return [
    ...(target.must ? [`must ${said(target.must)}`] : []),
    ...(target.next ? [`next ${said(target.next)}`] : []),
  ].join('; ');
}

function metText({ at, value, ofKannel }: Bar, median: number, ratio: number | undefined): string {
  if (ofKannel !== undefined && ratio === undefined) return 'Kannel is not here';
  const meetsValue = value === undefined || (at === 'most' ? median <= value : median >= value);
  const meetsRatio = ofKannel === undefined || ratio! >= ofKannel;
  return meetsValue && meetsRatio ? 'met' : '**missed**';
}
