/** What every local service stands on: clocks, a server that only this machine reaches, a token bucket, and files that are written whole. */
export { type Clock, clockAt } from './clock.ts';
export { type Listening, listen } from './listen.ts';
export { underOwnName } from './own-name.ts';
export { OWN_FILE, privateFolder } from './private-folder.ts';
export { readJson, writeJson, writeWhole } from './stored-file.ts';
export { type BucketSize, TokenBucket } from './token-bucket.ts';
export { type VirtualClock, virtualClock } from './virtual-clock.ts';
export { brokenOff, startWebServer, type WebServer } from './web-server.ts';
