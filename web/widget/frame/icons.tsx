/**
 * The chat's icons: strokes on a 24 × 24 grid in the colour of the text around them.
 * Left out: names for screen readers; the button that holds an icon has one.
 */

const paths = {
  close: "M6.5 6.5l11 11M17.5 6.5l-11 11",
  larger: "M13.500 5.500h5v5M18.500 5.500l-6 6M10.500 18.500h-5v-5M5.500 18.500l6-6",
  smaller: "M18.500 10.500h-5v-5M13.500 10.500l6-6M5.500 13.500h5v5M10.500 13.500l-6 6",
  more: "M6 12h.01M12 12h.01M18 12h.01",
  send: "M12 19V5.5M6 11l6-6 6 6",
  stop: "M7.5 7.5h9v9h-9z",
  image: "M5.5 5h13a1.5 1.5 0 0 1 1.5 1.500v11a1.5 1.5 0 0 1-1.5 1.500h-13A1.5 1.5 0 0 1 4 17.500v-11A1.5 1.5 0 0 1 5.5 5ZM4.5 16.500l4.2-4.200a1.3 1.3 0 0 1 1.8 0l6.5 6.500M15.5 9.500h.01",
  back: "M14.5 6.5 9 12l5.5 5.5",
  on: "M9.5 6.5 15 12l-5.5 5.5",
  down: "M6.5 10 12 15.5 17.5 10",
  download: "M12 4.500v10.500M7.5 11l4.5 4.5 4.5-4.500M5 19.500h14",
  trash: "M5 7.500h14M10 4.500h4M7 7.500l.8 11.200a1 1 0 0 0 1 .8h6.400a1 1 0 0 0 1-.8L17 7.500M10.3 11v5M13.7 11v5",
  again: "M18.5 8.500A7.2 7.2 0 1 0 19.2 13M18.8 4.500v4.200h-4.2",
  check: "M5.5 12.500l4.2 4.200L18.5 8",
  clip: "M17.5 11.500l-5.8 5.800a3.6 3.6 0 0 1-5.1-5.100l6.6-6.600a2.4 2.4 0 0 1 3.4 3.400l-6.5 6.500a1.2 1.2 0 0 1-1.7-1.700l5.6-5.6",
  person: "M12 11.500a3.500 3.500 0 1 0 0-7 3.500 3.500 0 0 0 0 7ZM5.500 19.500c.5-3.400 3.100-5 6.500-5s6 1.600 6.500 5",
  cart: "M4.500 5.500h2.200l2 9.500h8.800l2-7H7.300M10 19h.01M16.500 19h.01",
  begin: "M12 5.500v13M5.500 12h13",
  sound: "M5 10v4h3l4 3.500v-11L8 10zM15.500 9.500a3.500 3.500 0 0 1 0 5M18 7a7 7 0 0 1 0 10",
  bell: "M6.500 16.500V11a5.500 5.500 0 0 1 11 0v5.500l1.500 1.500h-14zM10.500 20.500h3",
  star: "M12 4.500l2.300 4.800 5.200.7-3.800 3.600.9 5.200-4.600-2.500-4.600 2.500.9-5.200L4.500 10l5.200-.7z",
} as const;

export type IconName = keyof typeof paths;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={paths[name]} />
    </svg>
  );
}
