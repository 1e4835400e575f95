/**
 * Where `npm run dev` puts what it compiles, below the checkout. It is beside dist/, because the stamps in dist/ say
 * that it holds what `npm run compile` wrote.
 */
export const DEV_OUTPUT = 'dist-dev';
