import { z } from 'zod';
import type { Movie } from '../../../../domain/bookings/catalogue.js';
import { usDollars, type Money } from '../../../../domain/bookings/money.js';
import { formatAmount } from '../../../../kernel/currencies.js';
import type { Resource } from '../resource.js';
import { id, money } from './shapes.js';

/** An amount as `money` has it. */
export const presentMoney = (amount: Money) => ({ amount: formatAmount(amount), currency: amount.currency });

const dollars = (whole: number | null) => (whole === null ? null : presentMoney(usDollars(whole)));
const text = z.string().nullable();

export const movieResource: Resource<Movie> = {
  name: 'Movie',
  schema: z.object({
    id,
    title: z.string(),
    releaseDate: z.iso.date().nullable(),
    mpaaRating: text,
    runningTimeMinutes: z.int().min(0).nullable(),
    distributor: text,
    source: text,
    majorGenre: text,
    creativeType: text,
    director: text,
    usGross: money.nullable(),
    worldwideGross: money.nullable(),
    usDvdSales: money.nullable(),
    productionBudget: money.nullable(),
    rottenTomatoesRating: z.int().nullable().describe('0 to 100.'),
    imdbRating: z.number().nullable().describe('0 to 10.'),
    imdbVotes: z.int().nullable(),
  }),
  present: ({ usGross, worldwideGross, usDvdSales, productionBudget, ...movie }) => ({
    id: movie.id,
    title: movie.title,
    releaseDate: movie.releaseDate,
    mpaaRating: movie.mpaaRating,
    runningTimeMinutes: movie.runningTimeMinutes,
    distributor: movie.distributor,
    source: movie.source,
    majorGenre: movie.majorGenre,
    creativeType: movie.creativeType,
    director: movie.director,
    usGross: dollars(usGross),
    worldwideGross: dollars(worldwideGross),
    usDvdSales: dollars(usDvdSales),
    productionBudget: dollars(productionBudget),
    rottenTomatoesRating: movie.rottenTomatoesRating,
    imdbRating: movie.imdbRating,
    imdbVotes: movie.imdbVotes,
  }),
  expansions: {},
};
