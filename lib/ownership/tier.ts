/** Which hub of a subsidiary serves: development ones are shared by environments, the production one is dedicated. */
export enum Tier {
  /** The hub that play and test share. */
  DEVELOPMENT = "development",
  /** The hub of prod alone. */
  PRODUCTION = "production",
}
