import type { PsaSetting } from '../psa-setting.ts';

/** A board's statuses have ids of their own, as in ConnectWise: board 2 closes by another id than board 1. */
const STATUS_IDS_PER_BOARD = 10;

export interface Board {
  readonly id: number;
  readonly name: string;
}

/** Ids are places in the setting, from 1. */
export const boardsOf = ({ places }: PsaSetting): readonly (Board & { readonly inactiveFlag: boolean })[] =>
  places.map((name, i) => ({ id: i + 1, name, inactiveFlag: false }));

export const statusesOf = ({ closedStatus }: PsaSetting, board: Board) =>
  [
    { name: 'New', closedStatus: false },
    { name: 'In progress', closedStatus: false },
    { name: 'Closed (old)', closedStatus: true, inactive: true },
    { name: closedStatus, closedStatus: true },
  ].map((status, i) => ({
    inactive: false,
    ...status,
    id: board.id * STATUS_IDS_PER_BOARD + i,
    board: { id: board.id, name: board.name },
    sortOrder: i,
    defaultFlag: i === 0,
  }));

export const prioritiesOf = ({ priorities }: PsaSetting) =>
  priorities.map((name, i) => ({ id: i + 1, name, sortOrder: i }));

export const companiesOf = ({ companies, inactiveCompanies = [] }: PsaSetting) =>
  companies.map((identifier, i) => ({
    id: i + 2,
    identifier,
    name: identifier,
    deletedFlag: false,
    status: inactiveCompanies.includes(identifier) ? { id: 2, name: 'Inactive' } : { id: 1, name: 'Active' },
  }));
