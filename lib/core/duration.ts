import { MILLISECONDS_PER_SECOND, SECONDS_PER_DAY, SECONDS_PER_HOUR, SECONDS_PER_MINUTE } from "./limits";
import { Rule, refuse } from "./rule";

const DURATION = new Rule({
  id: "core/duration",
  why: "A length of time is a finite number that is not negative.",
  fix: "Give a number of 0 or more.",
  source: "this library",
});

/** A length of time, so that no number goes without its unit. */
export class Duration {
  /** @throws `core/duration` */
  public static milliseconds(amount: number): Duration {
    return Duration.of(amount, 1, "milliseconds");
  }

  /** @throws `core/duration` */
  public static seconds(amount: number): Duration {
    return Duration.of(amount, MILLISECONDS_PER_SECOND, "seconds");
  }

  /** @throws `core/duration` */
  public static minutes(amount: number): Duration {
    return Duration.of(amount, MILLISECONDS_PER_SECOND * SECONDS_PER_MINUTE, "minutes");
  }

  /** @throws `core/duration` */
  public static hours(amount: number): Duration {
    return Duration.of(amount, MILLISECONDS_PER_SECOND * SECONDS_PER_HOUR, "hours");
  }

  /** @throws `core/duration` */
  public static days(amount: number): Duration {
    return Duration.of(amount, MILLISECONDS_PER_SECOND * SECONDS_PER_DAY, "days");
  }

  private static of(amount: number, millisecondsPerUnit: number, unit: string): Duration {
    const milliseconds = amount * millisecondsPerUnit;
    refuse("Duration", DURATION.when(!Number.isFinite(milliseconds) || milliseconds < 0, `${amount} ${unit}`));
    return new Duration(milliseconds);
  }

  private constructor(private readonly amount: number) {}

  /** The length in seconds, with a fraction where there is one. */
  public toSeconds(): number {
    return this.amount / MILLISECONDS_PER_SECOND;
  }

  /** The length in days, with a fraction where there is one. */
  public toDays(): number {
    return this.toSeconds() / SECONDS_PER_DAY;
  }

  /** As Terraform and its providers write it, for example `600s`. */
  public toString(): string {
    return `${this.toSeconds()}s`;
  }
}
