/** Time that passes only when somebody waits. */
export class Clock {
  private seconds = 0;
  private readonly began = Date.parse("2026-11-20T04:00:00Z");

  /** Seconds since it was made. */
  public get now(): number {
    return this.seconds;
  }

  /** As a time in UTC, `seconds` after it was made. */
  public time(seconds = this.seconds): string {
    return new Date(this.began + seconds * 1000).toISOString().replace(".000Z", "Z");
  }

  public wait(seconds: number): Promise<void> {
    this.seconds += seconds;
    return Promise.resolve();
  }
}
