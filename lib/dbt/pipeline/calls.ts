import { ITerraformDependable } from "cdktf";
import { Activity, ActivityDependency, DependencyCondition } from "../../data-factory/activity";
import { FailActivity } from "../../data-factory/control/fail-activity";
import { SetVariableActivity } from "../../data-factory/control/set-variable-activity";
import { WebActivity, WebActivityProps, WebMethod } from "../../data-factory/control/web-activity";
import { WebAuthentication } from "../../data-factory/control/web-authentication";
import { Expression } from "../../data-factory/expression";
import { RUN_CALL_RETRIES, RUN_CALL_RETRY_INTERVAL, RUN_CALL_TIMEOUT } from "./limits";
import { RunFailure } from "./messages";

/** Azure Resource Manager. */
export const MANAGEMENT = "https://management.azure.com";

/** What a call of Azure as the factory needs. */
export interface CallProps {
  /** Where, without the host; what is in `@{…}` is evaluated. */
  readonly path: string;
  readonly method: WebMethod;
  /** What must be there before a trigger makes it. */
  readonly needed: readonly ITerraformDependable[];
  /** Whether one that failed is made again: not one that may have begun something. @default true */
  readonly again?: boolean;
  /** What a POST sends, as JSON. @default - nothing */
  readonly body?: Expression;
  readonly dependsOn?: ActivityDependency[];
}

/** A call about a job: no trigger becomes active before the job is there, or while it is replaced. */
class JobCall extends WebActivity {
  constructor(
    name: string,
    private readonly needed: readonly ITerraformDependable[],
    props: WebActivityProps,
  ) {
    super(name, props);
  }

  public override _neededToRun(): ITerraformDependable[] {
    return [...this.needed];
  }
}

/** A call as the factory. Not asynchronous: the address that such an answer names lies outside a role on one resource. */
export function call(name: string, { path, method, needed, again, body, dependsOn = [] }: CallProps): WebActivity {
  const posts = method === WebMethod.POST;
  const url = `${MANAGEMENT}${path}`;
  return new JobCall(name, needed, {
    method,
    url: path.includes("@{") ? Expression.interpolated(url) : Expression.literal(url),
    body: posts ? (body ?? Expression.literal("")) : undefined,
    headers: body && { "Content-Type": Expression.literal("application/json") },
    authentication: WebAuthentication.managedIdentity(`${MANAGEMENT}/`),
    turnOffAsync: posts ? true : undefined,
    httpRequestTimeout: RUN_CALL_TIMEOUT,
    policy: again === false ? undefined : { retries: RUN_CALL_RETRIES, retryInterval: RUN_CALL_RETRY_INTERVAL },
    dependsOn,
  });
}

/** When it has succeeded. */
export function after(activity: Activity): ActivityDependency {
  return { activity };
}

/** When it has failed. */
export function failed(activity: Activity): ActivityDependency {
  return { activity, conditions: [DependencyCondition.FAILED] };
}

/** However it has ended. */
export function completed(activity: Activity): ActivityDependency {
  return { activity, conditions: [DependencyCondition.COMPLETED] };
}

export function set(name: string, variableName: string, value: string, ...dependsOn: ActivityDependency[]): Activity {
  return new SetVariableActivity(name, { variableName, value: Expression.of(value), dependsOn });
}

/** Fails however the call went, which is made for what the failure leaves behind: a group that still runs. */
export function failAfter(last: WebActivity, name: string, failure: RunFailure): Activity[] {
  return [last, fail(name, failure, completed(last))];
}

export function fail(name: string, { code, text }: RunFailure, ...dependsOn: ActivityDependency[]): Activity {
  const errorCode = code.startsWith("@") ? Expression.interpolated(code) : Expression.literal(code);
  return new FailActivity(name, { message: Expression.interpolated(text), errorCode, dependsOn });
}
