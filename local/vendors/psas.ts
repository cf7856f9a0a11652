import { autotask, newAutotaskKeys } from './autotask/autotask.ts';
import { connectWise, newConnectWiseKeys } from './connectwise/connectwise.ts';
import { haloPsa, newHaloKeys } from './halopsa/halopsa.ts';
import type { PsaKeys, PsaSetting } from './psa-setting.ts';
import type { Simulation } from './simulation.ts';

interface SimulatedPsa {
  /** @param random  gives a new text that nobody can guess */
  newKeys(random: () => string): PsaKeys;
  simulation(setting: PsaSetting, keys: PsaKeys): Simulation;
}

/** Each PSA that is simulated, by its name in the estate. It is mounted at `/<name>` of the inbox. */
export const psas = {
  autotask: { newKeys: newAutotaskKeys, simulation: autotask },
  connectwise: { newKeys: newConnectWiseKeys, simulation: connectWise },
  halopsa: { newKeys: newHaloKeys, simulation: haloPsa },
} as const satisfies Readonly<Record<string, SimulatedPsa>>;

export type PsaName = keyof typeof psas;
export const psaNames = Object.keys(psas).filter((name): name is PsaName => name in psas);
