import type { Schedule } from '../../../config/estate.ts';
import type { TeamCard } from '../../ports/messages.ts';
import { teamNotice } from './channels.ts';
import { ofKind } from './delivery.ts';
import type { Arrived, Delivery, NotifyPorts } from './notify-ports.ts';

/** That a schedule starts nothing yet, and what to do: once per schedule, however often it was to start. */
export const heldDeliveries = (ports: NotifyPorts, arrived: readonly Arrived[]): readonly Delivery[] =>
  ofKind(arrived, 'start-held').map((each) =>
    teamNotice(
      ports,
      'that a schedule is on hold',
      [each],
      ({ schedule }) => `start-held:${schedule}`,
      async ([{ schedule }]) => {
        const found = ports.estate.schedules.find(({ name }) => name === schedule);
        return found === undefined ? 'nothing' : heldNotice(found, ports.portalUrl);
      },
    ),
  );

export const heldNotice = ({ name, class: of }: Pick<Schedule, 'name' | 'class'>, portalUrl: string): TeamCard => ({
  title: `Schedule ${name} is on hold: nothing was started, and nothing will be`,
  lines: [
    `It was to rotate ${of} accounts today. No tenant is released for it yet: first a person looks at a dry run, which resets nothing and asks nobody.`,
    `1. Start a dry run: npm run rotation -- start --dry-run --schedule ${name}`,
    '2. Read its summary: which accounts would be rotated, and why the others are left out.',
    `3. Release the tenants: npm run rotation -- release --all --class ${of} --reason "…", or one by one with --tenant <name>.`,
    'From then on the schedule starts by itself, whatever is deployed later. This is told once.',
  ],
  facts: [],
  links: [{ title: 'Open the portal', url: portalUrl }],
});
