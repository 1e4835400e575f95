-- AlterTable
ALTER TABLE "outbox" ADD COLUMN     "headers" JSON,
ADD COLUMN     "value" BYTEA;

-- AlterTable
ALTER TABLE "parked_event" ADD COLUMN     "headers" JSON,
ADD COLUMN     "value" BYTEA;
