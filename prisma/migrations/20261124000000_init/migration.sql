-- CreateEnum
CREATE TYPE "survey_status" AS ENUM ('draft', 'open', 'closed');

-- CreateEnum
CREATE TYPE "question_family" AS ENUM ('single_choice', 'multiple_choice', 'matrix', 'open_ended', 'rating', 'numeric', 'datetime');

-- CreateEnum
CREATE TYPE "option_kind" AS ENUM ('choice', 'row');

-- CreateEnum
CREATE TYPE "collector_status" AS ENUM ('open', 'closed');

-- CreateEnum
CREATE TYPE "response_status" AS ENUM ('in_progress', 'completed', 'partial', 'disqualified', 'overquota');

-- CreateEnum
CREATE TYPE "show_status" AS ENUM ('scheduled', 'cancelled');

-- CreateEnum
CREATE TYPE "seat_status" AS ENUM ('available', 'held', 'sold');

-- CreateEnum
CREATE TYPE "hold_status" AS ENUM ('active', 'released', 'expired', 'booked');

-- CreateEnum
CREATE TYPE "booking_status" AS ENUM ('pending_payment', 'confirmed', 'payment_failed', 'cancelled', 'expired');

-- CreateEnum
CREATE TYPE "payment_status" AS ENUM ('pending', 'succeeded', 'declined', 'refund_pending', 'refunded');

-- CreateEnum
CREATE TYPE "message_status" AS ENUM ('queued', 'sent', 'failed');

-- CreateTable
CREATE TABLE "survey" (
    "id" UUID NOT NULL,
    "tenant" TEXT NOT NULL,
    "owner_id" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "language" TEXT NOT NULL,
    "status" "survey_status" NOT NULL DEFAULT 'draft',
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "opened_at" TIMESTAMPTZ(3),
    "closed_at" TIMESTAMPTZ(3),

    CONSTRAINT "survey_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "survey_page" (
    "id" UUID NOT NULL,
    "survey_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "title" TEXT NOT NULL DEFAULT '',
    "description" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "survey_page_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "question" (
    "id" UUID NOT NULL,
    "survey_id" UUID NOT NULL,
    "page_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "heading" TEXT NOT NULL,
    "family" "question_family" NOT NULL,
    "subtype" TEXT NOT NULL,
    "required" BOOLEAN NOT NULL DEFAULT false,
    "validation" JSONB,

    CONSTRAINT "question_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "question_option" (
    "id" UUID NOT NULL,
    "question_id" UUID NOT NULL,
    "kind" "option_kind" NOT NULL DEFAULT 'choice',
    "position" INTEGER NOT NULL,
    "label" TEXT NOT NULL,
    "value" DOUBLE PRECISION,
    "disqualifies" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "question_option_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "collector" (
    "id" UUID NOT NULL,
    "survey_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "slug" TEXT NOT NULL,
    "status" "collector_status" NOT NULL DEFAULT 'open',
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "collector_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "survey_response" (
    "id" UUID NOT NULL,
    "survey_id" UUID NOT NULL,
    "collector_id" UUID NOT NULL,
    "status" "response_status" NOT NULL DEFAULT 'in_progress',
    "version" INTEGER NOT NULL DEFAULT 1,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "submitted_at" TIMESTAMPTZ(3),

    CONSTRAINT "survey_response_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "answer" (
    "response_id" UUID NOT NULL,
    "question_id" UUID NOT NULL,
    "position" SMALLINT NOT NULL,
    "option_id" UUID,
    "row_id" UUID,
    "number" DOUBLE PRECISION,
    "text" TEXT,
    "moment" TEXT,

    CONSTRAINT "answer_pkey" PRIMARY KEY ("response_id","question_id","position")
);

-- CreateTable
CREATE TABLE "quota" (
    "id" UUID NOT NULL,
    "survey_id" UUID NOT NULL,
    "question_id" UUID NOT NULL,
    "option_id" UUID NOT NULL,
    "limit" INTEGER NOT NULL,
    "filled" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "quota_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "movie" (
    "id" UUID NOT NULL,
    "source_key" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "release_date" DATE,
    "mpaa_rating" TEXT,
    "running_time_minutes" INTEGER,
    "distributor" TEXT,
    "source" TEXT,
    "major_genre" TEXT,
    "creative_type" TEXT,
    "director" TEXT,
    "us_gross" BIGINT,
    "worldwide_gross" BIGINT,
    "us_dvd_sales" BIGINT,
    "production_budget" BIGINT,
    "rotten_tomatoes_rating" INTEGER,
    "imdb_rating" DOUBLE PRECISION,
    "imdb_votes" INTEGER,

    CONSTRAINT "movie_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "venue" (
    "id" UUID NOT NULL,
    "tenant" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "city" TEXT NOT NULL,
    "time_zone" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "venue_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "screen" (
    "id" UUID NOT NULL,
    "venue_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "layout" JSONB NOT NULL,

    CONSTRAINT "screen_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "show" (
    "id" UUID NOT NULL,
    "tenant" TEXT NOT NULL,
    "movie_id" UUID NOT NULL,
    "screen_id" UUID NOT NULL,
    "status" "show_status" NOT NULL DEFAULT 'scheduled',
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "seat_map_version" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "cleared_at" TIMESTAMPTZ(3),

    CONSTRAINT "show_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "price_tier" (
    "id" UUID NOT NULL,
    "show_id" UUID NOT NULL,
    "code" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "price_minor" INTEGER NOT NULL,

    CONSTRAINT "price_tier_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "seat" (
    "show_id" UUID NOT NULL,
    "label" TEXT NOT NULL,
    "row" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "tier" TEXT NOT NULL,
    "status" "seat_status" NOT NULL DEFAULT 'available',
    "hold_id" UUID,
    "held_until" TIMESTAMPTZ(3),
    "booking_id" UUID,

    CONSTRAINT "seat_pkey" PRIMARY KEY ("show_id","label")
);

-- CreateTable
CREATE TABLE "seat_hold" (
    "id" UUID NOT NULL,
    "show_id" UUID NOT NULL,
    "subject" TEXT NOT NULL,
    "labels" TEXT[],
    "status" "hold_status" NOT NULL DEFAULT 'active',
    "total_minor" INTEGER NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "seat_hold_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "booking" (
    "id" UUID NOT NULL,
    "show_id" UUID NOT NULL,
    "hold_id" UUID NOT NULL,
    "tenant" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "status" "booking_status" NOT NULL DEFAULT 'pending_payment',
    "total_minor" INTEGER NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "booking_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "booking_seat" (
    "booking_id" UUID NOT NULL,
    "show_id" UUID NOT NULL,
    "label" TEXT NOT NULL,
    "tier" TEXT NOT NULL,
    "price_minor" INTEGER NOT NULL,
    "sold" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "booking_seat_pkey" PRIMARY KEY ("booking_id","label")
);

-- CreateTable
CREATE TABLE "payment" (
    "id" UUID NOT NULL,
    "booking_id" UUID NOT NULL,
    "status" "payment_status" NOT NULL DEFAULT 'pending',
    "amount_minor" INTEGER NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "provider_ref" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "payment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "payment_event" (
    "id" TEXT NOT NULL,
    "payment_id" UUID NOT NULL,
    "type" TEXT NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "payment_event_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "outbox" (
    "seq" BIGSERIAL NOT NULL,
    "event_id" UUID NOT NULL,
    "topic" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "aggregate_id" UUID NOT NULL,
    "tenant" TEXT NOT NULL,
    "actor" TEXT NOT NULL,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "traceparent" TEXT,
    "data" JSONB NOT NULL,
    "shard" SMALLINT NOT NULL,
    "sent_at" TIMESTAMPTZ(3),

    CONSTRAINT "outbox_pkey" PRIMARY KEY ("seq")
);

-- CreateTable
CREATE TABLE "inbox" (
    "consumer" TEXT NOT NULL,
    "event_id" UUID NOT NULL,
    "applied_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "inbox_pkey" PRIMARY KEY ("consumer","event_id")
);

-- CreateTable
CREATE TABLE "message" (
    "id" UUID NOT NULL,
    "recipient" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "status" "message_status" NOT NULL DEFAULT 'queued',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "last_error" TEXT,
    "not_before" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "sent_at" TIMESTAMPTZ(3),

    CONSTRAINT "message_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "idempotency_key" (
    "scope" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "request_hash" TEXT NOT NULL,
    "result" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "idempotency_key_pkey" PRIMARY KEY ("scope","key")
);

-- CreateIndex
CREATE INDEX "survey_tenant_created_at_id_idx" ON "survey"("tenant", "created_at", "id");

-- CreateIndex
CREATE INDEX "survey_tenant_status_created_at_id_idx" ON "survey"("tenant", "status", "created_at", "id");

-- CreateIndex
CREATE INDEX "survey_page_survey_id_position_idx" ON "survey_page"("survey_id", "position");

-- CreateIndex
CREATE INDEX "question_page_id_position_idx" ON "question"("page_id", "position");

-- CreateIndex
CREATE INDEX "question_survey_id_idx" ON "question"("survey_id");

-- CreateIndex
CREATE INDEX "question_option_question_id_position_idx" ON "question_option"("question_id", "position");

-- CreateIndex
CREATE UNIQUE INDEX "collector_slug_key" ON "collector"("slug");

-- CreateIndex
CREATE INDEX "collector_survey_id_idx" ON "collector"("survey_id");

-- CreateIndex
CREATE INDEX "survey_response_survey_id_started_at_id_idx" ON "survey_response"("survey_id", "started_at", "id");

-- CreateIndex
CREATE INDEX "survey_response_survey_id_status_submitted_at_idx" ON "survey_response"("survey_id", "status", "submitted_at");

-- CreateIndex
CREATE INDEX "survey_response_collector_id_idx" ON "survey_response"("collector_id");

-- CreateIndex
CREATE INDEX "answer_question_id_option_id_idx" ON "answer"("question_id", "option_id");

-- CreateIndex
CREATE UNIQUE INDEX "quota_survey_id_option_id_key" ON "quota"("survey_id", "option_id");

-- CreateIndex
CREATE UNIQUE INDEX "movie_source_key_key" ON "movie"("source_key");

-- CreateIndex
CREATE INDEX "movie_title_id_idx" ON "movie"("title", "id");

-- CreateIndex
CREATE INDEX "movie_major_genre_title_id_idx" ON "movie"("major_genre", "title", "id");

-- CreateIndex
CREATE INDEX "venue_tenant_idx" ON "venue"("tenant");

-- CreateIndex
CREATE INDEX "venue_city_name_id_idx" ON "venue"("city", "name", "id");

-- CreateIndex
CREATE UNIQUE INDEX "screen_venue_id_name_key" ON "screen"("venue_id", "name");

-- CreateIndex
CREATE INDEX "show_movie_id_starts_at_id_idx" ON "show"("movie_id", "starts_at", "id");

-- CreateIndex
CREATE INDEX "show_screen_id_starts_at_idx" ON "show"("screen_id", "starts_at");

-- CreateIndex
CREATE INDEX "show_starts_at_id_idx" ON "show"("starts_at", "id");

-- CreateIndex
CREATE INDEX "show_uncleared" ON "show"("id") WHERE (status = 'cancelled' AND cleared_at IS NULL);

-- CreateIndex
CREATE UNIQUE INDEX "price_tier_show_id_code_key" ON "price_tier"("show_id", "code");

-- CreateIndex
CREATE INDEX "seat_hold_active_of_show" ON "seat_hold"("show_id") WHERE (status = 'active');

-- CreateIndex
CREATE INDEX "seat_hold_active_by_expiry" ON "seat_hold"("expires_at") WHERE (status = 'active');

-- CreateIndex
CREATE UNIQUE INDEX "booking_hold_id_key" ON "booking"("hold_id");

-- CreateIndex
CREATE INDEX "booking_subject_created_at_id_idx" ON "booking"("subject", "created_at", "id");

-- CreateIndex
CREATE INDEX "booking_tenant_created_at_id_idx" ON "booking"("tenant", "created_at", "id");

-- CreateIndex
CREATE INDEX "booking_show_id_idx" ON "booking"("show_id");

-- CreateIndex
CREATE UNIQUE INDEX "booking_seat_sold_once" ON "booking_seat"("show_id", "label") WHERE (sold);

-- CreateIndex
CREATE UNIQUE INDEX "payment_provider_ref_key" ON "payment"("provider_ref");

-- CreateIndex
CREATE INDEX "payment_booking_id_idx" ON "payment"("booking_id");

-- CreateIndex
CREATE INDEX "payment_unsettled" ON "payment"("updated_at") WHERE (status IN ('pending', 'refund_pending'));

-- CreateIndex
CREATE INDEX "payment_event_payment_id_idx" ON "payment_event"("payment_id");

-- CreateIndex
CREATE UNIQUE INDEX "outbox_event_id_key" ON "outbox"("event_id");

-- CreateIndex
CREATE INDEX "outbox_unsent" ON "outbox"("shard", "seq") WHERE (sent_at IS NULL);

-- CreateIndex
CREATE INDEX "outbox_sent" ON "outbox"("sent_at") WHERE (sent_at IS NOT NULL);

-- CreateIndex
CREATE INDEX "inbox_applied_at_idx" ON "inbox"("applied_at");

-- CreateIndex
CREATE INDEX "message_queued" ON "message"("not_before") WHERE (status = 'queued');

-- CreateIndex
CREATE INDEX "idempotency_key_created_at_idx" ON "idempotency_key"("created_at");

-- AddForeignKey
ALTER TABLE "survey_page" ADD CONSTRAINT "survey_page_survey_id_fkey" FOREIGN KEY ("survey_id") REFERENCES "survey"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "question" ADD CONSTRAINT "question_survey_id_fkey" FOREIGN KEY ("survey_id") REFERENCES "survey"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "question" ADD CONSTRAINT "question_page_id_fkey" FOREIGN KEY ("page_id") REFERENCES "survey_page"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "question_option" ADD CONSTRAINT "question_option_question_id_fkey" FOREIGN KEY ("question_id") REFERENCES "question"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "collector" ADD CONSTRAINT "collector_survey_id_fkey" FOREIGN KEY ("survey_id") REFERENCES "survey"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "survey_response" ADD CONSTRAINT "survey_response_survey_id_fkey" FOREIGN KEY ("survey_id") REFERENCES "survey"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "survey_response" ADD CONSTRAINT "survey_response_collector_id_fkey" FOREIGN KEY ("collector_id") REFERENCES "collector"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "answer" ADD CONSTRAINT "answer_response_id_fkey" FOREIGN KEY ("response_id") REFERENCES "survey_response"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "answer" ADD CONSTRAINT "answer_question_id_fkey" FOREIGN KEY ("question_id") REFERENCES "question"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "quota" ADD CONSTRAINT "quota_survey_id_fkey" FOREIGN KEY ("survey_id") REFERENCES "survey"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "quota" ADD CONSTRAINT "quota_question_id_fkey" FOREIGN KEY ("question_id") REFERENCES "question"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "screen" ADD CONSTRAINT "screen_venue_id_fkey" FOREIGN KEY ("venue_id") REFERENCES "venue"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "show" ADD CONSTRAINT "show_movie_id_fkey" FOREIGN KEY ("movie_id") REFERENCES "movie"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "show" ADD CONSTRAINT "show_screen_id_fkey" FOREIGN KEY ("screen_id") REFERENCES "screen"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "price_tier" ADD CONSTRAINT "price_tier_show_id_fkey" FOREIGN KEY ("show_id") REFERENCES "show"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "seat" ADD CONSTRAINT "seat_show_id_fkey" FOREIGN KEY ("show_id") REFERENCES "show"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "seat_hold" ADD CONSTRAINT "seat_hold_show_id_fkey" FOREIGN KEY ("show_id") REFERENCES "show"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "booking" ADD CONSTRAINT "booking_show_id_fkey" FOREIGN KEY ("show_id") REFERENCES "show"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "booking" ADD CONSTRAINT "booking_hold_id_fkey" FOREIGN KEY ("hold_id") REFERENCES "seat_hold"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "booking_seat" ADD CONSTRAINT "booking_seat_booking_id_fkey" FOREIGN KEY ("booking_id") REFERENCES "booking"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "payment" ADD CONSTRAINT "payment_booking_id_fkey" FOREIGN KEY ("booking_id") REFERENCES "booking"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "payment_event" ADD CONSTRAINT "payment_event_payment_id_fkey" FOREIGN KEY ("payment_id") REFERENCES "payment"("id") ON DELETE CASCADE ON UPDATE CASCADE;
