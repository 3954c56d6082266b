import { ITerraformDependable } from "cdktf";
import { Duration } from "../../core/duration";
import { Rule, refuse } from "../../core/rule";
import { GrantsInEffect } from "../../identity/grants-in-effect";
import { IDataFactory } from "../data-factory";
import { ExecutionActivity, ExecutionActivityProps } from "../execution-activity";
import { Expression } from "../expression";
import { IFactoryPart } from "../factory-part";
import { timespan } from "../timespan";
import { WEB_TIMEOUT } from "./limits";
import { WebAuthentication } from "./web-authentication";

const TIMEOUT = new Rule({
  id: "data-factory/web-timeout",
  why: "A Web activity waits no longer for one answer.",
  fix: `Use ${WEB_TIMEOUT.toString()}, and ask again in an Until where the work takes longer.`,
  source: "Microsoft: Azure Data Factory, Web activity",
});

const BODY = new Rule({
  id: "data-factory/web-body",
  why: "Data Factory wants a body with POST and PUT, be it an empty one, and sends none with GET.",
  fix: 'Give POST and PUT a body, Expression.literal("") for none, and GET none.',
  source: "Microsoft: Azure Data Factory, Web activity",
});

const ADDRESS = new Rule({
  id: "data-factory/web-address",
  why: "A Web activity calls an address of HTTP, and whoever it comes as is shown by a token, which everybody on the way could use.",
  fix: "Give an address, with https where it comes as somebody.",
  source: "Microsoft: Azure Data Factory, Web activity; managed identities, access tokens",
});

/** What a Web activity does at its address. */
export enum WebMethod {
  /** Reads. */
  GET = "GET",
  /** Asks for something to be done. */
  POST = "POST",
  /** Writes as a whole. */
  PUT = "PUT",
}

/** How to make a {@link WebActivity}. */
export interface WebActivityProps extends ExecutionActivityProps {
  /** What it does. */
  readonly method: WebMethod;
  /** Where; the answer is JSON of at most 4 MB. */
  readonly url: Expression;
  /**
   * What is sent; POST and PUT want one.
   *
   * @default - none
   */
  readonly body?: Expression;
  /**
   * Headers, by name.
   *
   * @default - none
   */
  readonly headers?: Record<string, Expression>;
  /**
   * As whom it calls.
   *
   * @default - nobody
   */
  readonly authentication?: WebAuthentication;
  /**
   * Rights that the call needs, and so what they are rights on: what starts the pipeline is made once they count.
   *
   * @default - none to wait for
   */
  readonly allowedBy?: GrantsInEffect;
  /**
   * Whether an answer of 202 is final. Otherwise Data Factory asks the address in that answer until the work is done.
   *
   * @default false
   */
  readonly turnOffAsync?: boolean;
  /**
   * How long the answer may take, 1-10 minutes.
   *
   * @default - Data Factory's: a minute
   */
  readonly httpRequestTimeout?: Duration;
}

/** Calls an HTTP endpoint; an answer of 400 or above fails it. */
export class WebActivity extends ExecutionActivity {
  /**
   * @param name 1-55 characters.
   * @throws `data-factory/activity-name`, `data-factory/activity-policy`, `data-factory/web-address`, `data-factory/web-timeout`, `data-factory/web-body`
   */
  constructor(
    name: string,
    private readonly props: WebActivityProps,
  ) {
    super(name, "WebActivity", props);
    const reads = props.method === WebMethod.GET;
    refuse(
      `activity ${name}`,
      TIMEOUT.outside(WEB_TIMEOUT, props.httpRequestTimeout?.toSeconds(), "httpRequestTimeout"),
      ADDRESS.when(!isAddress(props.url._text, props.authentication !== undefined), `"${props.url._text}"`),
      BODY.when(reads === (props.body !== undefined), `${props.method} with${reads ? "" : "out"} a body`),
    );
  }

  /** @internal */
  public override _neededToRun(): ITerraformDependable[] {
    const { allowedBy } = this.props;
    return allowedBy === undefined ? [] : [allowedBy.dependable];
  }

  /** @internal */
  public override _parts(): IFactoryPart[] {
    const credential = this.props.authentication?._credential;
    return credential === undefined ? [] : [credential];
  }

  /** @internal */
  public _body(factory: IDataFactory): Record<string, unknown> {
    const { method, url, body, headers, authentication, turnOffAsync, httpRequestTimeout } = this.props;
    const named = Object.entries(headers ?? {}).map(([name, value]) => [name, value._json()] as const);
    return {
      typeProperties: {
        method,
        url: url._json(),
        body: body?._json(),
        headers: headers && Object.fromEntries(named),
        authentication: authentication?._json(factory),
        turnOffAsync,
        // Of the form hh:mm:ss, without days.
        httpRequestTimeout: httpRequestTimeout && timespan(httpRequestTimeout).replace(/^0\./, ""),
      },
    };
  }
}

/** Whether it may be called, as far as its beginning is known. */
function isAddress(url: string, asSomebody: boolean): boolean {
  const isEvaluated = /^@(?!@)|^\$\{/.test(url);
  return isEvaluated || (asSomebody ? /^https:\/\/./i : /^https?:\/\/./i).test(url);
}
