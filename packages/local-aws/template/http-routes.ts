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
  readonly permissions: readonly Found[];
  /** By name and ARN. */
  readonly functions: ReadonlyMap<string, string>;
}

/**
 * Reads the one HTTP API of a template.
 *
 * @throws {Error} if a route's function doesn't let the API invoke it: in AWS, each request would end with 500
 */
export function readApi(resources: HttpResources): ApiDeclaration | undefined {
  const [found] = resources.apis;
  if (found === undefined) return undefined;
  if (resources.apis.length > 1) throw new Error('the local cloud serves one HTTP API, the template has several');
  const { Name } = propertiesOf(found, api);
  const targets = new Map(
    resources.integrations.map((each) => [each.ref, propertiesOf(each, integration).IntegrationUri] as const),
  );
  const routes = resources.routes.map((each): RouteDeclaration => {
    const { RouteKey, Target } = propertiesOf(each, route);
    const uri = targets.get(Target.slice('integrations/'.length));
    const functionArn = uri === undefined ? undefined : resources.functions.get(uri);
    if (functionArn === undefined) throw new Error(`${each.logicalId}: route ${RouteKey} leads to no function`);
    return { key: RouteKey, functionArn };
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
