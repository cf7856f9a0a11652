import type { PsaSetting } from '../psa-setting.ts';

/** Ids are places in the setting; each kind begins elsewhere, so that one taken for another is seen. */
const FIRST = { client: 11, type: 21, priority: 1 } as const;

export const clientsOf = ({ companies, inactiveCompanies = [] }: PsaSetting) =>
  companies.map((name, i) => ({
    id: FIRST.client + i,
    name,
    inactive: inactiveCompanies.includes(name),
    toplevel_id: 1,
  }));

export const ticketTypesOf = ({ places }: PsaSetting) =>
  places.map((name, i) => ({ id: FIRST.type + i, name, use: 'ticket' }));

/** As Halo comes from the factory, but for the name of what closes. */
export const statusesOf = ({ closedStatus }: PsaSetting) =>
  [
    { id: 1, name: 'New', closes: false },
    { id: 2, name: 'In Progress', closes: false },
    { id: 8, name: 'Resolved', closes: true, sequence: 90 },
    { id: 9, name: closedStatus, closes: true, sequence: 10 },
  ].map((status, i) => ({ sequence: i, ...status, shortname: status.name.slice(0, 8), type: 0 }));

/** Each service level has its own rows of the same priorities. */
export const prioritiesOf = ({ priorities }: PsaSetting) =>
  [1, 2].flatMap((slaid) =>
    priorities.map((name, i) => ({
      id: `${slaid}f0c${i}`,
      slaid,
      priorityid: FIRST.priority + i,
      name,
    })),
  );

export const OUTCOMES = [
  { id: 2, outcome: 'Email User', buttonname: 'Email User', hidden: false, sequence: 1 },
  { id: 7, outcome: 'Private Note', buttonname: 'Private Note', hidden: false, sequence: 2 },
] as const;
