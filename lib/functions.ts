import { Construct } from 'constructs';
import type { Estate } from '../config/estate.ts';
import type { EstateChoice } from '../contract/function-entry.ts';
import {
  type AnyFunctionName,
  anyFunctionNames,
  type FunctionName,
  functionNames,
  functionTable,
} from '../contract/functions.ts';
import { grantNamingTheEstate, grantUses, type UsedConstructs } from './function-grants.ts';
import type { Portal } from './portal.ts';
import { RotationFunction } from './rotation-function.ts';

export interface FunctionsProps extends UsedConstructs {
  readonly estate: Estate;
  /** Folder of each function's bundle. */
  readonly code: ReadonlyMap<AnyFunctionName, string>;
  readonly portal: Portal;
}

/** Whether an estate chose what an entry of the table asks for. */
const chosen: Readonly<Record<EstateChoice, (estate: Estate) => boolean>> = {
  'contacts-may-stop': ({ tenants }) => tenants.some(({ contact }) => contact !== undefined),
  'events-are-published': ({ events }) => events.bus !== undefined,
  'webhook-is-called': ({ events }) => events.webhook !== undefined,
  'credentials-are-deleted': ({ retention }) => retention.credentials !== 'keep',
  'rotations-are-proposed': ({ rotateAfterReveal: { adminHours, serviceHours } }) =>
    adminHours !== undefined || serviceHours !== undefined,
  'vault-is-used': ({ vault }) => vault.system !== 'none',
};

/** All functions of the table that the estate wants, each with what its entry says. */
export class Functions extends Construct {
  readonly byName: Readonly<Record<FunctionName, RotationFunction>>;
  /** These, and the functions that only some estates have. */
  readonly all: readonly RotationFunction[];

  constructor(scope: Construct, { estate, code, ...constructs }: FunctionsProps) {
    super(scope, 'Functions');
    const made: Partial<Record<AnyFunctionName, RotationFunction>> = {};
    for (const name of anyFunctionNames) {
      const entry = functionTable[name];
      if (entry.onlyWhere !== undefined && !chosen[entry.onlyWhere](estate)) continue;
      const folder = code.get(name);
      if (folder === undefined) throw new Error(`there is no bundle for ${name}`);
      const each = new RotationFunction(this, name, { code: folder, entry });
      grantUses(each, entry.uses, constructs);
      grantNamingTheEstate(each, entry.uses, constructs);
      const { usesMore } = entry;
      if (usesMore !== undefined && chosen[usesMore.where](estate)) grantUses(each, usesMore.uses, constructs);
      if (entry.routes !== undefined) constructs.portal.serve(each, entry);
      made[name] = each;
    }
    if (!isComplete(made)) throw new Error('a function that every template has was left out');
    this.byName = made;
    this.all = Object.values(made);
  }
}

const isComplete = (
  made: Readonly<Partial<Record<AnyFunctionName, RotationFunction>>>,
): made is Readonly<Record<FunctionName, RotationFunction>> => functionNames.every((name) => made[name] !== undefined);
