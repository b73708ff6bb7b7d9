/** How to reach the Caf without the assistant: shown whenever the assistant cannot help. */
export const CONTACT = {
  phone: { label: "32\u00a030", href: "tel:3230", note: "service gratuit + prix d’un appel" },
  site: { label: "www.caf.fr", href: "https://www.caf.fr/allocataires" },
} as const;

export type Contact = typeof CONTACT;
