import type { Link, Place, Target } from "../api/contract";
import { showLink, type ShownLink } from "../text/links";
import { WORDS } from "../text/microcopy";
import { Line } from "./AnswerText";
import { Icon } from "./icons";

/** Where to go: the path in words, what to press there, then the link. */
export function Directions({ place, named }: { place: Place; named: boolean }) {
  const { label, path, steps, link } = place;
  return (
    <div class="place">
      {named && label && (
        <p>
          <strong>{label}</strong>
        </p>
      )}
      {path.length > 0 && (
        <div class="path">
          <p>{WORDS.path}</p>
          <ol>
            {path.map((step) => (
              <li key={step}>{step}</li>
            ))}
          </ol>
        </div>
      )}
      {steps.length > 0 && (
        <ol>
          {steps.map((step) => (
            <li key={step}>
              <Line source={step} />
            </li>
          ))}
        </ol>
      )}
      {link && <Links links={[link]} />}
    </div>
  );
}

/** Links, each with what to do where it does not open. */
export function Links({ links }: { links: readonly Link[] }) {
  return (
    <>
      {links.map((link) => (
        <div key={link.href}>
          <TargetLink target={link} class="link" />
          {link.fallback && <TargetLink target={link.fallback} class="link fallback" />}
        </div>
      ))}
    </>
  );
}

function TargetLink({ target, class: className }: { target: Target; class: string }) {
  const link = showLink(target, new URL(location.href));
  if (!link) return null;
  const elsewhere = link.opens === "window" ? { target: "_blank", rel: "noopener noreferrer" } : {};
  return (
    <a class={className} href={link.href} {...elsewhere}>
      <span class="label">{link.label}</span>
      <span class="where">
        {whereTo(link)}
        {(link.opens === "window" || link.opens === "app") && <Icon name={link.opens} />}
      </span>
    </a>
  );
}

function whereTo({ label, to, opens }: ShownLink): string {
  if (opens === "here") return to;
  const how = WORDS[opens];
  // A number that the label says already is not said twice.
  const said = opens !== "window" && digits(label).includes(digits(to));
  return said ? how : `${to} – ${how}`;
}

function digits(text: string): string {
  return text.replace(/\D/g, "");
}
