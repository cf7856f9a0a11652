import type { Child, FC } from 'hono/jsx';
import { assetPath } from './assets/asset-path.ts';
import { Foreign } from './foreign.tsx';
import { Instant } from './instant.tsx';
import type { Visitor } from './visitor.ts';

export const PRODUCT = 'M365 Password Rotation';

export interface LayoutProps {
  readonly title: string;
  readonly mspName: string;
  readonly timeZone: string;
  /** When the page was made. */
  readonly now: Date;
  readonly visitor: Visitor | undefined;
  /** The page's path, to mark where the visitor is. */
  readonly path: string;
  readonly children?: Child;
}

export const Layout: FC<LayoutProps> = ({ title, mspName, timeZone, now, visitor, path, children }) => (
  <html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <title>{`${title} · ${PRODUCT}`}</title>
      <link rel="icon" href={assetPath('icon.svg')} type="image/svg+xml" />
      <link rel="stylesheet" href={assetPath('portal.css')} />
      <script src={assetPath('portal.js')} defer></script>
    </head>
    <body>
      <a class="skip-link" href="#main">
        Skip to content
      </a>
      <header class="banner">
        <div class="banner-inner">
          <p class="product">
            <span class="product-mark" aria-hidden="true" />
            <span>
              {PRODUCT}{' '}
              <span class="msp">
                <Foreign text={mspName} />
              </span>
            </span>
          </p>
          {visitor === undefined ? null : <SignedIn visitor={visitor} path={path} />}
        </div>
      </header>
      <p class="print-only printed">
        {PRODUCT} · <Foreign text={mspName} /> · as of <Instant at={now} />
        {visitor === undefined ? null : (
          <>
            {' '}
            · printed by <Foreign text={visitor.actor.name} />
          </>
        )}
      </p>
      <main id="main" tabindex={-1}>
        {children}
      </main>
      <footer class="footer">
        <p>
          Times are in {timeZone}. A time's title shows it in UTC.
          {visitor === undefined ? null : (
            <>
              {' '}
              You are signed in until <Instant at={visitor.session.expiresAt} /> at the latest.
            </>
          )}
        </p>
      </footer>
    </body>
  </html>
);

const reading = [
  ['/cycles', 'Cycles'],
  ['/exposure', 'Seen passwords'],
  ['/access', 'Access log'],
  ['/evidence', 'Evidence'],
] as const;

/** The pages that somebody finds from everywhere: an auditor's only read. */
const pagesOf: Readonly<Record<Visitor['role'], readonly (readonly [string, string])[]>> = {
  technician: [['/', 'Waiting for me'], ['/passwords', 'Passwords'], ...reading],
  auditor: reading,
};

const SignedIn: FC<{ readonly visitor: Visitor; readonly path: string }> = ({ visitor, path }) => (
  <>
    <nav aria-label="Pages">
      <ul class="nav">
        {pagesOf[visitor.role].map(([href, label]) => (
          <NavItem href={href} path={path} label={label} />
        ))}
      </ul>
    </nav>
    <form class="sign-out" method="post" action="/sign-out">
      <input type="hidden" name="csrf" value={visitor.session.csrfToken} />
      <span>
        Signed in as{' '}
        <strong>
          <Foreign text={visitor.actor.name} />
        </strong>
        {visitor.role === 'auditor' ? ', auditor' : ''} (<a href="/sessions">sessions</a>)
      </span>
      <button type="submit" class="quiet">
        Sign out
      </button>
    </form>
  </>
);

/** Whether a page is one of those that another one leads to. */
const isBelow = (path: string, href: string): boolean => href !== '/' && path.startsWith(`${href}/`);

const NavItem: FC<{ readonly href: string; readonly path: string; readonly label: string }> = ({
  href,
  path,
  label,
}) => (
  <li>
    <a href={href} aria-current={path === href ? 'page' : isBelow(path, href) ? 'true' : undefined}>
      {label}
    </a>
  </li>
);
