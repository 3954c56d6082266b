import { STATUS_CODES } from "node:http";
import { AzureError, OperationKind } from "../../azure/operation";
import { Finding } from "../double";

/** Of what azapi could not do: the verb, and the HTTP method by which it asked. */
const DONE: Partial<Record<OperationKind, readonly [what: string, verb: string, method: string]>> = {
  create: ["create/update resource", "creating/updating", "PUT"],
  update: ["create/update resource", "creating/updating", "PUT"],
  delete: ["delete resource", "deleting", "DELETE"],
  read: ["retrieve resource", "reading", "GET"],
};

const ACTED = ["perform action", "performing action of", "POST"] as const;

/** What azapi shows of Azure's answer. */
export function findingOf({ refusal, operation, said, detail }: AzureError): Finding {
  const { id, status, code } = refusal;
  if (id === "existence/already") {
    return { summary: "Resource already exists", detail: `${said}\n${detail}` };
  }
  const [what, verb, method] = DONE[operation.kind] ?? ACTED;
  const answer = JSON.stringify({ error: { code, message: said } });
  const lines = [
    `${verb} Resource: (ResourceId "${operation.id}"): ${method} https://management.azure.com${operation.id}`,
    `RESPONSE ${status}: ${status} ${STATUS_CODES[status] ?? ""}`,
    `ERROR CODE: ${code}`,
    answer,
    detail,
  ];
  return { summary: `Failed to ${what}`, detail: lines.join("\n") };
}
