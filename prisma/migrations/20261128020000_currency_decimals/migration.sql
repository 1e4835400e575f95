-- The decimals of prices are ISO 4217's from now on. Before, they were those of Intl, which had none for these currencies: what was priced in
-- them keeps the decimals it was written with. HUF, COP, IDR and PKR are not among them: Intl had ISO's two
-- decimals for them until a patch of Node 20, 22 and 24 in 2025, and two is what their stored amounts mean.
ALTER TABLE "show" ADD COLUMN "currency_decimals" SMALLINT;

UPDATE "show" SET "currency_decimals" = 0
WHERE "currency" IN ('AFN', 'ALL', 'IQD', 'IRR', 'KPW', 'LAK', 'LBP', 'MGA', 'MMK', 'RSD', 'SOS', 'SYP', 'YER', 'MRO', 'SLL', 'STD', 'TMM', 'ZMK', 'ZWD');
