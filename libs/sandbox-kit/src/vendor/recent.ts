/** The newest rows of a record, numbered from 1. */
export class Recent<Row> {
  private rows: (Row & { readonly n: number })[] = [];
  private last = 0;

  constructor(private readonly keep: number) {}

  get total(): number {
    return this.last;
  }

  add(row: Row): Row & { readonly n: number } {
    const numbered = Object.assign(row as Row & object, { n: ++this.last });
    this.rows.push(numbered);
    if (this.rows.length >= this.keep * 2) this.rows = this.rows.slice(-this.keep);
    return numbered;
  }

  /** Oldest first. */
  page(after: number, limit: number, wanted: (row: Row) => boolean = () => true) {
    const newer = this.rows.slice(-this.keep).filter((row) => row.n > after && wanted(row));
    const rows = newer.slice(0, limit);
    return { rows, next: rows.at(-1)?.n ?? after, more: newer.length > rows.length };
  }

  /** Newest first. */
  newest(wanted: (row: Row) => boolean): (Row & { readonly n: number })[] {
    return this.rows.slice(-this.keep).filter(wanted).toReversed();
  }

  clear(): void {
    this.rows = [];
  }
}
