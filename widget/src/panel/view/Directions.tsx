import type { Message, Target } from "../api/contract";
import { showLink, type ShownLink } from "../text/links";
import { WORDS } from "../text/microcopy";
import { Icon } from "./icons";

/** Where to go: the path in words, then the links. */
export function Directions({ path, links }: Pick<Message, "path" | "links">) {
  return (
    <>
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
      {links.map((link) => (
        <div key={link.id}>
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
        {link.opens !== "here" && <Icon name={link.opens} />}
      </span>
    </a>
  );
}

function whereTo({ host, opens }: ShownLink): string {
  if (opens === "app") return WORDS.app;
  return opens === "window" ? `${host ?? ""} – ${WORDS.newWindow}` : (host ?? "");
}
