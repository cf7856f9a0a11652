import * as z from 'zod';
import type { CustomResourceDeclaration } from './declarations.ts';

/** `Custom::` and a name of one's own, or the plain type. */
export const isCustomResource = (type: string): boolean =>
  type.startsWith('Custom::') || type === 'AWS::CloudFormation::CustomResource';

const properties = z.looseObject({
  ServiceToken: z.string().regex(/^arn:aws:lambda:/, 'only functions are behind custom resources locally'),
});

/** @throws {Error} it has no function behind it */
export function readCustomResource(
  of: Pick<CustomResourceDeclaration, 'stackName' | 'logicalId' | 'type'>,
  given: unknown,
): CustomResourceDeclaration {
  const parsed = properties.safeParse(given);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'Properties'}: ${message}`);
    throw new Error(`${of.logicalId} (${of.type}) can't run locally: ${problems.join('; ')}`);
  }
  return {
    ...of,
    serviceToken: parsed.data.ServiceToken,
    properties: z.record(z.string(), z.unknown()).parse(asTexts(parsed.data)),
  };
}

/** CloudFormation hands numbers and truth values over as text. */
function asTexts(value: unknown): unknown {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return value.map(asTexts);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, asTexts(each)]));
}
