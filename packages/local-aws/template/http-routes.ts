import * as z from 'zod';
import type { ApiDeclaration, RouteDeclaration } from './declarations.ts';
import { type Found, propertiesOf, unnoticed } from './found.ts';

const api = z.strictObject({
  Name: z.string(),
  ProtocolType: z.literal('HTTP'),
  Description: unnoticed,
  Tags: unnoticed,
});

const integration = z.strictObject({
  ApiId: z.string(),
  IntegrationType: z.literal('AWS_PROXY'),
  IntegrationUri: z.string(),
  PayloadFormatVersion: z.literal('2.0'),
  IntegrationMethod: unnoticed,
  TimeoutInMillis: unnoticed,
});

const route = z.strictObject({
  ApiId: z.string(),
  RouteKey: z.string().regex(/^(\$default|[A-Z]+ \/\S*)$/, 'expected METHOD /path'),
  Target: z.string().startsWith('integrations/'),
  AuthorizationType: z.literal('NONE').optional(),
});

const routeSettings = z
  .strictObject({ ThrottlingRateLimit: z.coerce.number(), ThrottlingBurstLimit: z.coerce.number() })
  .transform(({ ThrottlingRateLimit, ThrottlingBurstLimit }) => ({
    perSecond: ThrottlingRateLimit,
    atOnce: ThrottlingBurstLimit,
  }));

const stage = z.strictObject({
  ApiId: z.string(),
  StageName: z.literal('$default'),
  AutoDeploy: z.literal(true),
  DefaultRouteSettings: routeSettings.optional(),
  RouteSettings: z.record(z.string(), routeSettings).default({}),
  AccessLogSettings: unnoticed,
  Tags: unnoticed,
});

const permission = z.strictObject({
  Action: z.literal('lambda:InvokeFunction'),
  FunctionName: z.string(),
  Principal: z.string(),
  SourceArn: z.string().optional(),
  SourceAccount: z.string().optional(),
});

interface HttpResources {
  readonly apis: readonly Found[];
  readonly integrations: readonly Found[];
  readonly routes: readonly Found[];
  readonly stages: readonly Found[];
  readonly permissions: readonly Found[];
  /** By name and ARN. */
  readonly functions: ReadonlyMap<string, string>;
}

/**
 * Reads the one HTTP API of a template.
 *
 * @throws {Error} if a route's function doesn't let the API invoke it: in AWS, each request would end with 500; or if the stage has
 *   settings of a route that there is none of: in AWS, the deployment would fail
 */
export function readApi(resources: HttpResources): ApiDeclaration | undefined {
  const [found] = resources.apis;
  if (found === undefined) return undefined;
  if (resources.apis.length > 1) throw new Error('the local cloud serves one HTTP API, the template has several');
  const { Name } = propertiesOf(found, api);
  const targets = new Map(
    resources.integrations.map((each) => [each.ref, propertiesOf(each, integration).IntegrationUri] as const),
  );
  const throttleOf = throttlesOf(resources);
  const routes = resources.routes.map((each): RouteDeclaration => {
    const { RouteKey, Target } = propertiesOf(each, route);
    const uri = targets.get(Target.slice('integrations/'.length));
    const functionArn = uri === undefined ? undefined : resources.functions.get(uri);
    if (functionArn === undefined) throw new Error(`${each.logicalId}: route ${RouteKey} leads to no function`);
    const throttle = throttleOf(RouteKey);
    return { key: RouteKey, functionArn, ...(throttle === undefined ? {} : { throttle }) };
  });
  const invocable = new Set(
    resources.permissions
      .map((each) => propertiesOf(each, permission))
      .filter(({ Principal, SourceArn }) => {
        return (
          Principal === 'apigateway.amazonaws.com' && (SourceArn === undefined || SourceArn.includes(`:${found.ref}/`))
        );
      })
      .map(({ FunctionName }) => resources.functions.get(FunctionName)),
  );
  const refused = routes.find(({ functionArn }) => !invocable.has(functionArn));
  if (refused !== undefined) throw new Error(`route ${refused.key}: its function doesn't let the HTTP API invoke it`);
  return { logicalId: found.logicalId, apiId: found.ref, name: Name, routes };
}

/** What the stage says about a route, or else about all. Each route counts by itself. */
function throttlesOf({ routes, stages }: HttpResources): (key: string) => RouteDeclaration['throttle'] {
  const [found] = stages;
  if (found === undefined) return () => undefined;
  if (stages.length > 1) throw new Error('the local cloud serves one stage, the template has several');
  const { DefaultRouteSettings, RouteSettings } = propertiesOf(found, stage);
  const keys = new Set(routes.map((each) => propertiesOf(each, route).RouteKey));
  const stranger = Object.keys(RouteSettings).find((key) => !keys.has(key));
  if (stranger !== undefined)
    throw new Error(`${found.logicalId}: unable to find the route ${stranger} of its settings`);
  return (key) => RouteSettings[key] ?? DefaultRouteSettings;
}
