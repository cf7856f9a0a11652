import { estatePorts } from '../runtime/estate-ports.ts';
import { tables } from '../runtime/tables.ts';
import { recordEstate } from '../usecases/audit/record-estate.ts';

const ports = { ...estatePorts(tables()), component: 'record-estate' as const };

export const handler = () => recordEstate(ports);
