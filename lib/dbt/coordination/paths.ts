/** Where things are within the containers of a job. The scripts beside this file know these paths too. */
export const SEMAPHORE_FOLDER = "/aci/groups";
export const RUN_FOLDER = "/aci/run";
export const DBT_FOLDER = "/aci/dbt";
export const BRIDGE_FOLDER = "/aci/bridge";
export const SIDECAR_FOLDER = "/aci/sidecar";
export const CA_CERTIFICATE_PATH = `${DBT_FOLDER}/ca.pem`;
