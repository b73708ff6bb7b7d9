import type { Activity, Problem, State } from "../state/state";

/** The words of the widget. Plain, short and kind; what the bot says comes from the server. */

export const WORDS = {
  title: "Assistant Mon Compte",
  nature: "Vous échangez avec un assistant automatique",
  log: "Conversation",
  close: "Fermer",
  you: "Vous : ",
  assistant: "Assistant : ",
  path: "Où aller",
  choices: "Réponses possibles",
  window: "nouvelle fenêtre",
  app: "ouvre l’application",
  tel: "appel",
  sms: "message SMS",
  quit: "Quitter vite",
  quitHint: "Efface la conversation et ouvre un site de météo. Au clavier : Échap, trois fois.",
  notFound: "Je ne trouve pas",
  notFoundMessage: "Je ne trouve pas la rubrique",
  useful: "Utile",
  useless: "Pas utile",
  rate: "Cette réponse vous aide-t-elle ?",
  thanks: "Merci pour votre avis.",
  why: "Qu’est-ce qui n’allait pas ?",
  question: "Votre question",
  send: "Envoyer",
  notice:
    "N’écrivez pas de numéro de sécurité sociale ou d’allocataire, ni rien sur votre banque ou votre santé.",
  tooLong: (extra: number) =>
    `Votre message est trop long : retirez ${extra} ${extra > 1 ? "caractères" : "caractère"}.`,
  retry: "Réessayer",
  notSent: "Message non envoyé",
  restart: "Recommencer",
  end: "Effacer et terminer",
  confirmRestart: "Effacer cette conversation et en commencer une autre ?",
  confirmEnd: "Effacer cette conversation et fermer l’assistant ?",
  confirm: "Oui, effacer",
  cancel: "Annuler",
  data: "Vos données",
  dataMore: "En savoir plus sur la protection des données",
  fresh: "Nouvelle conversation",
  otherwise: "Autres moyens de joindre la Caf :",
} as const;

export const DATA = [
  "L’assistant ne voit pas votre dossier et ne demande rien de personnel.",
  "Les numéros personnels sont masqués avant d’être enregistrés.",
  "La conversation est effacée 30\u00a0minutes après votre dernier message, ou quand vous le demandez.",
  "Un avis ou un message mal compris est gardé 30\u00a0jours, sans votre nom.",
  "Aucun cookie. Vos visites ne sont pas suivies.",
];

/** Reasons for a thumb down: what is sent, and what is read. */
export const REASONS = [
  { id: "hors_sujet", label: "Ce n’était pas ma question" },
  { id: "pas_clair", label: "Je n’ai pas compris" },
  { id: "introuvable", label: "Je ne trouve pas la rubrique" },
  { id: "autre", label: "Autre raison" },
] as const;

const MASKED = {
  nir: "un numéro de sécurité sociale",
  allocataire: "un numéro d’allocataire",
  iban: "un compte bancaire",
  card: "une carte bancaire",
  email: "une adresse mail",
  phone: "un numéro de téléphone",
  code: "un code",
  number: "un numéro personnel",
} as const;

export type MaskedKind = keyof typeof MASKED;

export function isMaskedKind(kind: string): kind is MaskedKind {
  return Object.hasOwn(MASKED, kind);
}

/** Tells kindly what was masked. */
export function maskedNote(kinds: readonly MaskedKind[]): string {
  const names = [...new Set(kinds.map((kind) => MASKED[kind]))];
  return `Pour vous protéger, j’ai masqué ${enumerate(names)}. Je n’en ai pas besoin pour vous aider.`;
}

export const EXPIRED =
  "La conversation précédente est effacée : 30\u00a0minutes sans message. Nous repartons de zéro.";

/** The warning before a number leaves the page. */
export const WARNING = {
  title: "Votre message semble contenir un numéro personnel.",
  text: "L’assistant n’en a pas besoin : mieux vaut ne pas l’envoyer.",
  edit: "Corriger mon message",
  mask: "Envoyer sans le numéro",
} as const;

const ACTIVITIES: Readonly<Record<Activity, string>> = {
  idle: "",
  opening: "Un instant…",
  waiting: "L’assistant cherche la réponse…",
  slow: "La réponse tarde un peu. Merci de patienter…",
  retrying: "La connexion est difficile. Nouvel essai…",
  crowded: "L’assistant est très demandé. Nouvel essai dans quelques secondes…",
};

/** The status line: what is going on, in one sentence. */
export function statusLine({ activity, online }: State): string {
  if (!online) return "Vous êtes hors connexion. Vos messages partiront au retour du réseau.";
  return ACTIVITIES[activity];
}

/** What went wrong, and what the person can do. */
export function problemText({ kind, words }: Problem): string {
  switch (kind) {
    case "unreachable":
      return "L’assistant est injoignable. Vérifiez votre connexion, puis réessayez.";
    case "crowded":
      return words ?? "L’assistant est très demandé. Réessayez dans quelques minutes.";
    case "broken":
      return words ?? "L’assistant a un problème technique. Réessayez dans quelques minutes.";
    case "expired":
      return "La conversation n’a pas pu être ouverte. Réessayez.";
    case "refused":
      return words ?? "Ce message n’a pas pu être lu. Écrivez-le autrement.";
  }
}

export function endedText(ended: "both" | "here"): string {
  return ended === "both"
    ? "Votre conversation est effacée. Merci de votre visite."
    : "Votre conversation est effacée sur cet appareil. L’assistant ne répond pas : il l’effacera dans 30\u00a0minutes au plus.";
}

function enumerate(names: readonly string[]): string {
  return names.length < 2
    ? names.join("")
    : `${names.slice(0, -1).join(", ")} et ${names.at(-1) ?? ""}`;
}
