/** A closed range of whole numbers or figures, with its unit. */
export class Range {
  constructor(
    public readonly min: number,
    public readonly max: number,
    public readonly unit: string,
    private readonly wholeNumbers = true,
  ) {}

  /** Whether `value` lies within the range, ends included. */
  public admits(value: number): boolean {
    return value >= this.min && value <= this.max && (!this.wholeNumbers || Number.isInteger(value));
  }

  public toString(): string {
    return `${this.min}-${this.max} ${this.unit}`;
  }
}
