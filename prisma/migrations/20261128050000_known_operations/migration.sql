-- CreateTable
CREATE TABLE "known_operation" (
    "id" TEXT NOT NULL,
    "document" TEXT NOT NULL,
    "document_hash" TEXT NOT NULL,
    "registered_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "known_operation_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "known_operation_document_hash_idx" ON "known_operation"("document_hash");
