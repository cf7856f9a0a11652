import { variable } from '../../config/environment.ts';
import type { Tables } from '../adapters/aws/audited-transaction.ts';
import { read } from './environment.ts';
import { stateTable } from './state-table.ts';

/** Both tables: for functions that change something, and record that they did. */
export const tables = (): Tables => ({ ...stateTable(), audit: read(variable.auditTable) });
