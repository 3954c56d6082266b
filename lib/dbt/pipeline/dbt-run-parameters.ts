/** What a run of a job in Container Apps can be given by whoever starts its pipeline. */
export interface DbtRunParameters {
  /**
   * Whether a run can be given the parameter `select`: what it selects in place of the job's own selection, the first
   * that its command names. Empty means the job's own.
   *
   * @default false
   */
  readonly select?: boolean;
  /**
   * Whether a run can be given the parameter `fullRefresh`: whether its calls of `dbt run`, `build` and `seed` build
   * anew what is built by and by.
   *
   * @default false
   */
  readonly fullRefresh?: boolean;
  /**
   * Name of the variable of dbt's (`var("run_id")`) in which models find the ID of Data Factory's run: that of the
   * pipeline that runs this one, where one does.
   *
   * @default - none: models are told no ID
   */
  readonly runIdVariable?: string;
}
