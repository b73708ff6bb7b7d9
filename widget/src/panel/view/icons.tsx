const SHAPES = {
  close: "M6 6l12 12M18 6L6 18",
  send: "M4 12h14M12 5l7 7-7 7",
  thumb: "M7 10v11H3V10zl4-7c2 0 3 2 2 6h7l-2 12H7",
  window: "M14 4h6v6M20 4l-9 9M18 14v6H4V6h6",
  app: "M7 3h10v18H7zM11 18h2",
} as const;

/** A decorative drawing, hidden from screen readers. */
export function Icon({ name }: { name: keyof typeof SHAPES }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={SHAPES[name]} />
    </svg>
  );
}
