import type { Target } from "../api/contract";

/** What a person should know of a link before following it. */
export interface ShownLink {
  readonly label: string;
  readonly href: string;
  /** Where it leads: a host, or a number to dial; empty when it leads to the app. */
  readonly to: string;
  readonly opens: "here" | "window" | "app" | "tel" | "sms";
}

/** What the app's own links begin with; any other scheme may be that of another application. */
const OF_THE_APP = /^(https|caf[a-z\d.+-]*):$/;

/** A number that can be dialled, in the form of its scheme. */
const DIALLED = /^(tel|sms):(\+?[\d.-]{2,20})$/;

/**
 * How to show a link, or null when it must not be shown at all.
 *
 * The server checks its links; this is a second lock: `https`, the app's own scheme or a number.
 * A link to the site where the person already is stays in the same window, where the
 * conversation follows; any other opens a new one.
 */
export function showLink({ kind, href, label }: Target, here: URL): ShownLink | null {
  const url = parseUrl(href);
  if (!url) return null;
  const { protocol, origin, host } = url;
  if (kind === "app") return OF_THE_APP.test(protocol) ? { label, href, to: "", opens: kind } : null;
  if (kind !== "web") {
    const [, scheme, to = ""] = DIALLED.exec(href) ?? [];
    return scheme === kind ? { label, href, to, opens: kind } : null;
  }
  if (/^https?:$/.test(protocol) && origin === here.origin) return { label, href, to: host, opens: "here" };
  return protocol === "https:" ? { label, href, to: host, opens: "window" } : null;
}

function parseUrl(href: string): URL | null {
  try {
    return new URL(href);
  } catch {
    return null;
  }
}
