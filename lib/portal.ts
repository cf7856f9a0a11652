import { type Duration, Lazy, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  CfnStage,
  HttpApi,
  HttpMethod,
  HttpRoute,
  HttpRouteKey,
  HttpStage,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Estate } from '../config/estate.ts';
import type { FunctionEntry, Throttle } from '../contract/function-entry.ts';
import { behindFirewall, namedByItself } from './portal-address.ts';
import { accept } from './reviewed-findings.ts';
import type { RotationFunction } from './rotation-function.ts';

/** For routes whose function says nothing else: people use this, not programs. */
const THROTTLE: Throttle = { perSecond: 20, atOnce: 40 };

/** CloudFormation takes these as they are written. */
interface RouteSettings {
  readonly ThrottlingRateLimit: number;
  readonly ThrottlingBurstLimit: number;
}

/** The web pages. */
export class Portal extends Construct {
  /** Without a slash at the end. */
  readonly url: string;
  private readonly api: HttpApi;
  private readonly stage: HttpStage;
  /** By route key, such as `GET /sign-in`. */
  private readonly routeSettings: Record<string, RouteSettings> = {};

  /** What the name of the portal must lead to in DNS; `undefined`: it has none of its own. */
  readonly dnsTarget: string | undefined;

  constructor(scope: Construct, { msp, deployment }: Pick<Estate, 'msp' | 'deployment'>) {
    super(scope, 'Portal');
    const { domain, firewall } = deployment;
    const apiName = `${Stack.of(this).stackName}-Portal`;
    this.api = new HttpApi(this, 'Api', {
      apiName,
      createDefaultStage: false,
      description: 'Pages on which technicians approve rotations and collect passwords',
      // Whoever has a name for it needs no second way in; a distribution needs it.
      ...(domain !== undefined && firewall === undefined ? { disableExecuteApiEndpoint: true } : {}),
    });
    this.url = domain === undefined ? (msp.portalUrl ?? this.api.apiEndpoint) : `https://${domain.name}`;
    accept(
      this.api,
      'APIG4',
      'The pages authorize by themselves: people sign in with the home tenant, and each function checks the session. The sign-in page must be open to all.',
    );
    const logs = new LogGroup(this, 'AccessLogs', {
      // Groups whose names begin so need no resource policy of the account's; its size is limited.
      logGroupName: `/aws/vendedlogs/apis/${apiName}`,
      retention: RetentionDays.ONE_YEAR,
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    this.stage = new HttpStage(this, 'Stage', {
      httpApi: this.api,
      stageName: '$default',
      autoDeploy: true,
      throttle: { rateLimit: THROTTLE.perSecond, burstLimit: THROTTLE.atOnce },
      accessLogSettings: {
        destination: new LogGroupLogDestination(logs),
        // The route, never the path: a path holds a link's locator.
        format: AccessLogFormat.custom(
          JSON.stringify({
            requestId: '$context.requestId',
            time: '$context.requestTime',
            address: '$context.identity.sourceIp',
            route: '$context.routeKey',
            status: '$context.status',
            error: '$context.integrationErrorMessage',
          }),
        ),
      },
    });
    this.dnsTarget =
      domain === undefined
        ? undefined
        : firewall === undefined
          ? namedByItself(this, { domain, api: this.api, stage: this.stage })
          : behindFirewall(this, { domain, firewall, api: this.api });
    const { defaultChild } = this.stage.node;
    if (!(defaultChild instanceof CfnStage)) throw new Error('the stage has another construct than expected');
    defaultChild.routeSettings = Lazy.any({ produce: () => this.routeSettings });
  }

  /** Answers with a status of 500 or more, of all pages. */
  serverErrors(period: Duration): IMetric {
    return this.api.metricServerError({ period, statistic: 'Sum' });
  }

  /** Leads requests to the function that answers them; what no route matches goes to the one that answers the rest. */
  serve(page: RotationFunction, { routes = {}, throttle = THROTTLE, answersTheRest }: FunctionEntry): void {
    const integration = new HttpLambdaIntegration(page.name, page.lambda);
    for (const [path, methods] of Object.entries(routes)) {
      const added = this.api.addRoutes({ path, methods: methods.map((each) => HttpMethod[each]), integration });
      // API Gateway refuses settings of a route that is not there yet.
      this.stage.node.addDependency(...added);
      for (const method of methods) this.limit(`${method} ${path}`, throttle);
    }
    if (answersTheRest === undefined) return;
    const routeKey = HttpRouteKey.DEFAULT;
    this.stage.node.addDependency(new HttpRoute(this.api, 'Rest', { httpApi: this.api, routeKey, integration }));
    this.limit(routeKey.key, answersTheRest);
  }

  private limit(routeKey: string, { perSecond, atOnce }: Throttle): void {
    this.routeSettings[routeKey] = { ThrottlingRateLimit: perSecond, ThrottlingBurstLimit: atOnce };
  }
}
