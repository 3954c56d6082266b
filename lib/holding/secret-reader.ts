/** Who reads a planned secret: a `Domain`, or a `PlannedJob` of one. */
export interface ISecretReader {
  /** Name, within what it belongs to. */
  readonly name: string;
  /** Path in the plan, for example `contoso/retail/salesforce`. */
  readonly path: string;
}
