import type { SeatRow } from '../domain/bookings/catalogue.js';

/** The demo tenant's venues and shows: enough for each query to find results, with a screen of each common size. */
interface DemoVenue {
  readonly name: string;
  readonly city: string;
  readonly timeZone: string;
  readonly currency: string;
  readonly screens: readonly { readonly name: string; readonly layout: readonly SeatRow[] }[];
}

const rows = (letters: string, seats: number, tier: string): SeatRow[] =>
  [...letters].map((row) => ({ row, seats, tier }));
const grand = { name: 'Grand', layout: [...rows('ABCDEFG', 20, 'standard'), ...rows('HIJ', 20, 'premium')] };
const studio = { name: 'Studio', layout: [...rows('ABCDEFG', 10, 'standard'), ...rows('HIJ', 10, 'premium')] };

export const DEMO_VENUES: readonly DemoVenue[] = [
  { name: 'Lumière', city: 'Berlin', timeZone: 'Europe/Berlin', currency: 'EUR', screens: [grand, studio] },
  { name: 'Regal Talkies', city: 'Mumbai', timeZone: 'Asia/Kolkata', currency: 'INR', screens: [grand, studio] },
];

export const DEMO_PRICES: Readonly<
  Record<string, readonly { readonly code: string; readonly name: string; readonly price: string }[]>
> = {
  EUR: [
    { code: 'standard', name: 'Standard', price: '12.50' },
    { code: 'premium', name: 'Premium', price: '17.00' },
  ],
  INR: [
    { code: 'standard', name: 'Standard', price: '250.00' },
    { code: 'premium', name: 'Premium', price: '420.00' },
  ],
};

const DAYS = 5;
const HOURS_UTC = [12, 15, 19];
/** The longest film that ends, with the cleaning of its hall, before the next show begins. */
export const LONGEST_MINUTES = 165;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** The starting times of the programme: DAYS days from tomorrow (UTC). */
export function programmeTimes(now: Date): readonly Date[] {
  const midnight = Math.floor(now.getTime() / DAY_MS) * DAY_MS;
  return Array.from({ length: DAYS }, (_, day) =>
    HOURS_UTC.map((hour) => new Date(midnight + (day + 1) * DAY_MS + hour * HOUR_MS)),
  ).flat();
}
