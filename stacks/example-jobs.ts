import {
  ContainerImage,
  Coordination,
  DatabaseTls,
  DbtCommand,
  DbtProfile,
  DomainDbtJobProps,
  SourceDomain,
} from "../lib";
import { ledger, plant, warehouse } from "./example-holding";

/** What a domain's stack does beyond being linked: its dbt job. */
export type JobOf = (domain: SourceDomain) => DomainDbtJobProps;

/** The jobs of the example holding, by domain. */
export const exampleJobs: Readonly<Record<string, JobOf>> = {
  salesforce: (domain) => ({
    ...images(domain, "dbt-salesforce", "1.4.2"),
    command: DbtCommand.run({ select: "salesforce" }),
    forwards: [warehouse],
    profile: DbtProfile.sqlServer({
      forward: warehouse,
      database: "dwh",
      schema: "salesforce",
      user: "dbt_salesforce",
      password: domain.vault.secret("warehouse-password"),
    }),
  }),
  erp: (domain) => ({
    ...images(domain, "dbt-erp", "2.0.1"),
    command: DbtCommand.buildAndTest({ select: "erp" }),
    forwards: [warehouse],
    profile: DbtProfile.sqlServer({
      forward: warehouse,
      database: "dwh",
      schema: "erp",
      user: "dbt_erp",
      password: domain.vault.secret("warehouse-password"),
    }),
    coordination: Coordination.azureFileShare(domain.addFileShare("dbt-runs")),
  }),
  telemetry: (domain) => ({
    ...images(domain, "dbt-telemetry", "0.9.0"),
    command: DbtCommand.sequence(DbtCommand.run({ select: "telemetry" }), DbtCommand.test({ select: "telemetry" })),
    forwards: [plant],
    profile: DbtProfile.postgres({
      forward: plant,
      database: "plant",
      schema: "telemetry",
      user: "dbt_telemetry",
      password: domain.vault.secret("plant-password"),
    }),
  }),
  datev: (domain) => ({
    ...images(domain, "dbt-datev", "1.0.0"),
    command: DbtCommand.run({ select: "datev" }),
    forwards: [plant, ledger],
    profile: DbtProfile.sqlServer({
      forward: ledger,
      database: "ledger",
      schema: "datev",
      user: "dbt_datev",
      password: domain.vault.secret("ledger-password"),
      tls: DatabaseTls.verified(),
    }),
  }),
};

function images(domain: SourceDomain, repository: string, tag: string) {
  return {
    dbtImage: ContainerImage.fromRegistry(domain.registry, repository, tag),
    azbridgeImage: ContainerImage.fromRegistry(domain.registry, "azbridge", "0.16.1"),
  };
}
