-- A buyer is a tenant and a subject. Rows made before this migration know the subject alone.
-- What says more: the kept answer of the command that made the hold (24 hours, when the buyer gave an idempotency key) lies under
-- "tenant/subject". All others get the tenant of their show, whose owner and staff see and cancel these bookings already. See ADR 17.
ALTER TABLE "seat_hold" ADD COLUMN "buyer_tenant" TEXT;
ALTER TABLE "booking" ADD COLUMN "buyer_tenant" TEXT;

UPDATE "seat_hold" SET "buyer_tenant" = kept."tenant"
FROM (
    SELECT DISTINCT ON (h."id") h."id", split_part(k."scope", '/', 1) AS "tenant"
    FROM "seat_hold" h
    JOIN "idempotency_key" k ON substr(k."scope", strpos(k."scope", '/') + 1) = h."subject" AND position(convert_to(h."id"::text, 'UTF8') IN k."result") > 0
    WHERE k."scope" LIKE '%/%' AND k."scope" NOT LIKE 'payment:%' AND h."created_at" > k."created_at" - interval '3 hours'
    ORDER BY h."id", k."created_at"
) kept
WHERE "seat_hold"."id" = kept."id";

UPDATE "seat_hold" SET "buyer_tenant" = s."tenant" FROM "show" s WHERE s."id" = "seat_hold"."show_id" AND "seat_hold"."buyer_tenant" IS NULL;
UPDATE "booking" SET "buyer_tenant" = h."buyer_tenant" FROM "seat_hold" h WHERE h."id" = "booking"."hold_id";

ALTER TABLE "seat_hold" ALTER COLUMN "buyer_tenant" SET NOT NULL;
ALTER TABLE "booking" ALTER COLUMN "buyer_tenant" SET NOT NULL;

-- DropIndex
DROP INDEX "booking_subject_created_at_id_idx";

-- CreateIndex
CREATE INDEX "booking_buyer_tenant_subject_created_at_id_idx" ON "booking"("buyer_tenant", "subject", "created_at", "id");

-- The keys of a payment's first transaction: no tenant has a bar in its name, so no tenant's own keys can be among them.
UPDATE "idempotency_key" SET "scope" = 'payment|' || substr("scope", 9) WHERE "scope" LIKE 'payment:%/%';
