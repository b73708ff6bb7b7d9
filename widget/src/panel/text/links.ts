import type { Target } from "../api/contract";

/** What a person should know of a link before following it. */
export interface ShownLink {
  readonly label: string;
  readonly href: string;
  /** The host that it leads to, or null when it leads to the app. */
  readonly host: string | null;
  readonly opens: "here" | "window" | "app";
}

/** Schemes that an application never has for its own: they run code or hide where they lead. */
const NOT_APPS = /^(javascript|data|vbscript|blob|file|about|http):$/;

/**
 * How to show a link, or null when it must not be shown at all.
 *
 * The server checks its links; this is a second lock: `https` only, an app's own scheme aside.
 * A link to the site where the person already is stays in the same window, where the
 * conversation follows; any other opens a new one.
 */
export function showLink({ kind, href, label }: Target, here: URL): ShownLink | null {
  const url = parseUrl(href);
  if (!url) return null;
  if (kind === "app") {
    return NOT_APPS.test(url.protocol) ? null : { label, href, host: null, opens: "app" };
  }
  if (url.origin === here.origin) return { label, href, host: url.host, opens: "here" };
  if (url.protocol !== "https:") return null;
  return { label, href, host: url.host, opens: "window" };
}

function parseUrl(href: string): URL | null {
  try {
    return new URL(href);
  } catch {
    return null;
  }
}
