-- AlterTable
ALTER TABLE "outbox" ADD COLUMN     "bytes" INTEGER;

-- CreateTable
CREATE TABLE "parked_event" (
    "seq" BIGINT NOT NULL,
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
    "bytes" INTEGER,
    "cause" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "parked_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "parked_event_pkey" PRIMARY KEY ("seq")
);

-- CreateIndex
CREATE INDEX "parked_event_event_id_idx" ON "parked_event"("event_id");
