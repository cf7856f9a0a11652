import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { anyFunctionNames } from '../../contract/functions.ts';
import { machineNames } from '../../contract/machines.ts';

const WORKFLOWS = 'lib/workflows';
const sources = readdirSync(WORKFLOWS).map((name) => readFileSync(join(WORKFLOWS, name), 'utf8'));

/** What definitions of machines name. An execution that began under an earlier release calls it for as long as it runs. */
export const calledByWorkflows = {
  functions: anyFunctionNames.filter((name) => {
    const named = new RegExp(`'${name}'|functions\\.${name}\\b`);
    return sources.some((each) => named.test(each));
  }),
  machines: machineNames,
};
