import { existsSync, readFileSync, writeSync } from 'node:fs';

/** `node --import ./bench/audit/peak.mjs …`: tells on file descriptor 3, at the end, what the process took. */
process.on('exit', () => {
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  writeSync(3, JSON.stringify({ kib: ownPeak() ?? maxRSS, processorMs: (userCPUTime + systemCPUTime) / 1_000 }));
});

/** On Linux, `maxRSS` begins with what the process had that started this one. */
function ownPeak() {
  const status = '/proc/self/status';
  const [, kib] = (existsSync(status) && /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync(status, 'utf8'))) || [];
  return kib === undefined ? undefined : Number(kib);
}
