import { variable } from '../../contract/variables.ts';
import type { Tables } from '../adapters/aws/dynamodb/audit/audited-transaction.ts';
import { stateTable } from './state-table.ts';
import { read } from './variables.ts';

/** Both tables: for functions that change something, and record that they did. */
export const tables = (): Tables => ({ ...stateTable(), audit: read(variable.auditTable) });
