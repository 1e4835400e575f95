/**
 * The currencies of ISO 4217 and their minor units. They are listed here because stored amounts depend on them. Intl
 * has those of CLDR, which differ from ISO 4217 and may change with a release of Node. The list is the standard's list
 * one with its amendments up to November 2026: the lev (BGN) was withdrawn at the beginning of 2026, and in 2025 the
 * Caribbean guilder (XCG) replaced the guilder of the Antilles (ANG). Codes without a minor unit (gold, special drawing
 * rights, test codes) are left out: no seat is priced in them.
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
 * Withdrawn codes (list three). New prices cannot use them, but stored amounts in them must still be readable.
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
 * The codes of both lists by their number of decimals, separated by blanks. A code that is not listed has two decimals.
 */
export const CURRENCY_DECIMALS: Readonly<Record<number, string>> = {
  0: `${ACTIVE[0]} ${WITHDRAWN[0]}`,
  3: ACTIVE[3],
  4: ACTIVE[4],
};

/** Whether `code` is a currency of ISO 4217 that is in use and has a minor unit, which may have 0 decimals. */
export function isActiveCurrency(code: string): boolean {
  return active.has(code);
}

/**
 * The number of decimals of the currency's minor unit. It is two for a code that neither list has, as for almost all.
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
   * The number of decimals of this amount if it differs from the currency's. Only shows that are older than the use of
   * ISO 4217's decimals have it, with their holds, bookings and payments.
   */
  readonly decimals?: number | null | undefined;
}

/** The amount as a decimal with all of its decimals, such as "12.50". */
export function formatAmount({ amountMinor, currency, decimals }: MinorAmount): string {
  const places = decimals ?? currencyDecimals(currency);
  const text = String(Math.abs(amountMinor)).padStart(places + 1, '0');
  const sign = amountMinor < 0 ? '-' : '';
  return places === 0 ? `${sign}${text}` : `${sign}${text.slice(0, -places)}.${text.slice(-places)}`;
}
