import * as z from 'zod';
import { attributeOf, type Found, propertiesOf, unnoticed } from './found.ts';

const versionProperties = z.strictObject({
  StateMachineArn: z.string(),
  StateMachineRevisionId: z.string(),
  Description: unnoticed,
});

const aliasProperties = z.strictObject({
  Name: z.string().regex(/^(?=.*[A-Za-z_-])[\w-]{1,80}$/, 'expected letters, digits, - and _, and more than digits'),
  RoutingConfiguration: z
    .tuple([z.strictObject({ StateMachineVersionArn: z.string(), Weight: z.literal(100) })])
    .or(z.never({ error: 'only aliases of one version, with the weight 100, are supported locally' })),
  Description: unnoticed,
});

/**
 * The aliases of a machine, which point at the version that the template publishes of it.
 * @throws {Error} for a version that would not follow its machine, and for an alias that points elsewhere
 */
export function aliasesOf(
  machine: Found,
  { versions, aliases }: { readonly versions: readonly Found[]; readonly aliases: readonly Found[] },
): readonly string[] {
  const own = versions.filter((each) => {
    const { StateMachineArn, StateMachineRevisionId } = propertiesOf(each, versionProperties);
    if (StateMachineArn !== machine.ref) return false;
    if (StateMachineRevisionId !== attributeOf(machine, 'StateMachineRevisionId')) {
      throw new Error(
        `${each.logicalId}: a version that does not name the revision of ${machine.logicalId} stays the first`,
      );
    }
    return true;
  });
  const known = new Set(versions.map(({ ref }) => ref));
  return aliases.flatMap((each) => {
    const { Name, RoutingConfiguration } = propertiesOf(each, aliasProperties);
    const [{ StateMachineVersionArn }] = RoutingConfiguration;
    if (!known.has(StateMachineVersionArn)) throw new Error(`${each.logicalId}: no version ${StateMachineVersionArn}`);
    return own.some(({ ref }) => ref === StateMachineVersionArn) ? [Name] : [];
  });
}
