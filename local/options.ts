import { Command, InvalidArgumentError, Option } from 'commander';
import type { OtherSystems } from './derived-estate.ts';
import { exitCodeHelp } from './exit-code.ts';
import { psaNames } from './vendors/psas.ts';
import { vaultSystems } from './vendors/vaults.ts';

/** What `npm start` was asked to do. */
export interface Options extends OtherSystems {
  /** Unattended: a technician signs in over HTTP and approves or rejects everything. Left out: people decide in a browser. */
  readonly approve?: 'all' | 'none';
  /** Name of the schedule whose cycle runs; the first of the estate if left out. */
  readonly schedule?: string;
  readonly config: string;
  /** Tenants' directories elsewhere: root of Graph, and of the token endpoint. Both or neither. */
  readonly graph?: string;
  readonly login?: string;
  readonly out: string;
  /** Of the portal; the AWS endpoint, the inbox and the simulated Microsoft cloud follow it. */
  readonly port: number;
  /** How many times faster waits pass. */
  readonly speed: number;
  readonly dryRun: boolean;
  /** Whether the quotas of a new AWS account and of Graph are enforced. */
  readonly quotas: boolean;
}

/** Mail comes within seconds, and an approval window of 48 hours lasts more than two: nobody waits, and nobody is hurried. */
const INTERACTIVE_SPEED = 20;
/** Unattended runs wait for no person. */
const UNATTENDED_SPEED = 60;

/** Reads the command line. Prints help or every complaint, and ends the process, as `commander` does. */
export function readOptions(args: readonly string[]): Options {
  const command = new Command('npm start --')
    .description(
      'Runs one rotation cycle on this machine: the synthesized template, its functions, and a simulated Microsoft 365.',
    )
    .addOption(
      new Option('--approve <who>', 'decide unattended, over HTTP, then end when the cycle closes').choices([
        'all',
        'none',
      ]),
    )
    .option('--schedule <name>', 'which schedule’s cycle to run (default: the first of the estate)')
    .option('--config <file>', 'estate file', 'config/example.yaml')
    .addOption(
      new Option('--vault <system>', 'run with this vault in the place of the estate’s own').choices([
        ...vaultSystems,
        'none',
      ]),
    )
    .addOption(
      new Option('--psa <system>', 'run with this PSA in the place of the estate’s own').choices([...psaNames, 'none']),
    )
    .option('--graph <url>', 'root of a Graph to use instead of the simulated one', loopbackOrHttps)
    .option('--login <url>', 'root of its token endpoint', loopbackOrHttps)
    .option('--out <dir>', 'where everything it leaves goes', '.local')
    .option(
      '--port <n>',
      'port of the portal; the AWS endpoint is n+1, the inbox n+2, the simulated Microsoft n+3',
      firstOfFourPorts,
      8700,
    )
    .option(
      '--speed <x>',
      `how many times faster waits pass (default: ${INTERACTIVE_SPEED}, with --approve ${UNATTENDED_SPEED})`,
      positive,
    )
    .option('--quotas', 'enforce the quotas of a new AWS account (SES sandbox) and of Graph', false)
    .option('--dry-run', 'discovery only: nobody is asked, nothing is reset', false)
    .addHelpText('after', exitCodeHelp)
    .parse(args, { from: 'user' });
  const given = command.opts<Omit<Options, 'speed'> & { readonly speed?: number }>();
  if ((given.graph === undefined) !== (given.login === undefined)) {
    command.error('error: --graph and --login belong together: give both, or neither');
  }
  return { ...given, speed: given.speed ?? (given.approve === undefined ? INTERACTIVE_SPEED : UNATTENDED_SPEED) };
}

/** A port that leaves room for the three after it. @throws {InvalidArgumentError} for anything else */
export function firstOfFourPorts(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (port > 0 && port <= 65_532) return port;
  throw new InvalidArgumentError('must be a port from 1 to 65532.');
}

function positive(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value <= 100_000)) throw new InvalidArgumentError('must be a number above 0, up to 100000.');
  return value;
}

/** Passwords travel to this address: plain http never leaves the machine. */
function loopbackOrHttps(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const loopback = url?.protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname);
  if (url === undefined || !(loopback || url.protocol === 'https:')) {
    throw new InvalidArgumentError('must be an https address, or http on this machine, such as http://127.0.0.1:9000.');
  }
  return text.replace(/\/+$/, '');
}
