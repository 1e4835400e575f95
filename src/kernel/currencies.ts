/**
 * The currencies of ISO 4217 and their minor units, written here because they give stored amounts their meaning: the
 * standard library's
 * (Intl's) are those of CLDR, which differ from ISO 4217's and change with a patch of Node. As of the standard's list
 * one after its amendments up to November 2026: the lev (BGN) went at the beginning of 2026, the guilder of the
 * Antilles (ANG) in 2025 for the Caribbean guilder (XCG). Units without a minor unit (gold, special drawing rights,
 * test codes) are no currencies that a seat can be priced in.
 */
const ACTIVE = {
  0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF',
  2:
    'AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW CNY COP COU CRC CUP CVE CZK ' +
    'DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR ' +
    'LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR ' +
    'SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG YER ' +
    'ZAR ZMW ZWG',
  3: 'BHD IQD JOD KWD LYD OMR TND',
  4: 'CLF UYW',
} as const;

/**
 * Codes that were withdrawn (list three): nothing new is priced in them, but amounts stored under them still have to be
 * read.
 */
const WITHDRAWN = {
  0: 'ADP BEF BYB BYR ESP GRD ITL LUF MGF PTE TPE TRL',
  2:
    'AFA ANG ATS AZM BGN BGL CSD CUC CYP DEM EEK FIM FRF GHC GWP HRK IEP LTL LVL MRO MTL MXP MZM NLG PLZ ROL RUR SDD SIT SKK SLL SRG ' +
    'STD TJR TMM UAK VEB VEF XEU YUM ZMK ZWD ZWL ZWN ZWR',
} as const;

const tableOf = (codes: Readonly<Record<number, string>>) =>
  new Map(
    Object.entries(codes).flatMap(([decimals, list]) =>
      list.split(' ').map((code) => [code, Number(decimals)] as const),
    ),
  );
const active = tableOf(ACTIVE);
const withdrawn = tableOf(WITHDRAWN);

/**
 * The codes of both lists by their number of decimals, in one text each with a blank between them. A code in none has
 * two decimals.
 */
export const CURRENCY_DECIMALS: Readonly<Record<number, string>> = {
  0: `${ACTIVE[0]} ${WITHDRAWN[0]}`,
  3: ACTIVE[3],
  4: ACTIVE[4],
};

/** Whether `code` is a currency of ISO 4217 that is in use and has a minor unit, if only of 0 decimals. */
export function isActiveCurrency(code: string): boolean {
  return active.has(code);
}

/**
 * How many decimals the currency's minor unit has. A code that neither list has is taken to have two, as almost all do.
 */
export function currencyDecimals(code: string): number {
  return active.get(code) ?? withdrawn.get(code) ?? 2;
}

/** An exact amount: `amountMinor` is in the smallest unit of the currency (cents; yen; thousandths of a dinar). */
export interface MinorAmount {
  readonly amountMinor: number;
  /** ISO 4217. */
  readonly currency: string;
  /**
   * How many decimals the amount was written with, where those are not the currency's: of shows from before the
   * decimals were ISO 4217's, and of what was held, booked and paid for them.
   */
  readonly decimals?: number | null | undefined;
}

/** The amount as a decimal with exactly the decimals it was written with, such as "12.50". */
export function formatAmount({ amountMinor, currency, decimals }: MinorAmount): string {
  const places = decimals ?? currencyDecimals(currency);
  const text = String(Math.abs(amountMinor)).padStart(places + 1, '0');
  const sign = amountMinor < 0 ? '-' : '';
  return places === 0 ? `${sign}${text}` : `${sign}${text.slice(0, -places)}.${text.slice(-places)}`;
}
