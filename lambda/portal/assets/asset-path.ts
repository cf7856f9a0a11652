import { createHash } from 'node:crypto';
import { icon } from './icon.ts';
import { script } from './script.ts';
import { stylesheet } from './stylesheet.ts';

/** What the portal serves beside its pages. Pages load nothing from other servers. */
export const assets = {
  'portal.css': { type: 'text/css; charset=utf-8', text: stylesheet },
  'portal.js': { type: 'text/javascript; charset=utf-8', text: script },
  'icon.svg': { type: 'image/svg+xml', text: icon },
} as const;

export type AssetName = keyof typeof assets;

export const isAsset = (name: string): name is AssetName => Object.hasOwn(assets, name);

/** An asset's address: it names the content, so that a browser may keep it for ever and still never has an old one. */
export const assetPath = (name: AssetName): string => `/assets/${name}?v=${version[name]}`;

/** Whether an address names the content that is here. Functions are deployed one after the other: the page of a newer one asks an older one. */
export const isThisVersion = (name: AssetName, asked: string | undefined): boolean => asked === version[name];

const versionOf = (name: AssetName) => createHash('sha256').update(assets[name].text).digest('hex').slice(0, 12);

const version: Readonly<Record<AssetName, string>> = {
  'portal.css': versionOf('portal.css'),
  'portal.js': versionOf('portal.js'),
  'icon.svg': versionOf('icon.svg'),
};
