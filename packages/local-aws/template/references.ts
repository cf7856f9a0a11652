import type { Assembly, SynthesizedStack } from './assembly.ts';
import { identify, type Place } from './identities.ts';
import { type Identity, type References, resolveIntrinsics } from './intrinsics.ts';

/**
 * By name of a stack: its references to its own resources, whose names may themselves be made of references to others, and to what other
 * stacks export.
 *
 * @throws {Error} for two exports of one name
 */
export function referencesOf(
  { stacks }: Pick<Assembly, 'stacks'>,
  place: Omit<Place, 'stackName'>,
): (stackName: string) => References {
  const known = new Map<string, References>();
  const exporters = exportersOf(stacks);
  const imports = new Imports();
  const of = (stackName: string): References => {
    const references = known.get(stackName);
    if (references === undefined) throw new Error(`there is no stack ${stackName}`);
    return references;
  };
  for (const { stackName, template } of stacks) {
    const identities = ownResources(template.Resources, { ...place, stackName });
    const references: References = {
      identityOf: (logicalId) => identities(logicalId, references),
      exported(name) {
        const from = exporters.get(name);
        if (from === undefined) throw new Error(`no stack exports '${name}'`);
        imports.add(stackName, from.stackName);
        const value = resolveIntrinsics(from.value, of(from.stackName));
        if (typeof value !== 'string') throw new Error(`the export '${name}' is no text`);
        return value;
      },
    };
    known.set(stackName, references);
  }
  return of;
}

interface Exported {
  readonly stackName: string;
  readonly value: unknown;
}

function exportersOf(stacks: readonly SynthesizedStack[]): ReadonlyMap<string, Exported> {
  const exporters = new Map<string, Exported>();
  for (const { stackName, template } of stacks) {
    for (const { Value, Export } of Object.values(template.Outputs)) {
      if (Export === undefined) continue;
      const other = exporters.get(Export.Name);
      if (other !== undefined) {
        throw new Error(`${stackName}: '${Export.Name}' is exported by ${other.stackName} already`);
      }
      exporters.set(Export.Name, { stackName, value: Value });
    }
  }
  return exporters;
}

/** Which stack imports from which. */
class Imports {
  private readonly from = new Map<string, Set<string>>();

  /** @throws {Error} when the other stack imports from this one, directly or by others: neither could be deployed first */
  add(stackName: string, exporter: string): void {
    if (this.reaches(exporter, stackName)) {
      throw new Error(`the stacks ${stackName} and ${exporter} import from each other: neither can be deployed first`);
    }
    this.from.set(stackName, (this.from.get(stackName) ?? new Set()).add(exporter));
  }

  private reaches(start: string, end: string): boolean {
    return start === end || [...(this.from.get(start) ?? [])].some((each) => this.reaches(each, end));
  }
}

function ownResources(
  resources: SynthesizedStack['template']['Resources'],
  place: Place,
): (logicalId: string, references: References) => Identity {
  const identities = new Map<string, Identity>();
  const underWay = new Set<string>();
  return (logicalId, references) => {
    const known = identities.get(logicalId);
    if (known !== undefined) return known;
    const declared = resources[logicalId];
    if (declared === undefined) throw new Error(`'${logicalId}' refers to nothing in the template`);
    if (underWay.has(logicalId)) throw new Error(`${logicalId}: its name refers to itself`);
    underWay.add(logicalId);
    const property = (name: string) => {
      const value = resolveIntrinsics(declared.Properties[name], references);
      return typeof value === 'string' ? value : undefined;
    };
    const identity = identify({ logicalId, type: declared.Type, property }, place);
    underWay.delete(logicalId);
    identities.set(logicalId, identity);
    return identity;
  };
}
