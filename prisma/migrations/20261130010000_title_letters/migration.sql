-- A list of the titles that contain a text, in any case. Prisma's schema has no indexes of expressions: these are only
-- here.

-- Trigrams of titles in lower case. Those of titles in any case were made before the case was folded. A letter such as
-- the Turkish I with a dot is no letter in some locales, but its lower case is, so the index lost titles that ILIKE finds.
-- DropIndex
DROP INDEX "survey_tenant_title_trgm";

-- DropIndex
DROP INDEX "movie_title_trgm";

-- CreateIndex
CREATE INDEX "survey_tenant_title_trgm" ON "survey" USING GIN ("tenant", lower("title") gin_trgm_ops);

-- CreateIndex
CREATE INDEX "movie_title_trgm" ON "movie" USING GIN (lower("title") gin_trgm_ops);

-- A text of fewer than three letters, or without three that follow one another, has no trigram. It is found by the
-- letters of the titles and the pairs of letters.
CREATE FUNCTION letters_and_pairs(text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN (
  SELECT s.letters || ARRAY(
    SELECT s.letters[n] || s.letters[n + 1] FROM generate_series(1, cardinality(s.letters) - 1) AS n
  )
  -- OFFSET keeps the letters from being made anew at each place that names them.
  FROM (SELECT string_to_array(lower($1), NULL) AS letters OFFSET 0) AS s
);

-- CreateIndex
CREATE INDEX "survey_tenant_title_letters" ON "survey" USING GIN ("tenant", letters_and_pairs("title"));

-- CreateIndex
CREATE INDEX "movie_title_letters" ON "movie" USING GIN (letters_and_pairs("title"));
