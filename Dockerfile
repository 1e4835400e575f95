# The gateway alone: PostgreSQL, MongoDB and Kafka are given by DATABASE_URL, MONGODB_URL and KAFKA_BROKERS.
FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json prisma.config.ts codegen.yml schema.graphql ./
COPY prisma ./prisma
COPY src ./src
# The console's page, and what it shows of the documentation.
COPY lab/page ./lab/page
COPY lab/trade-offs ./lab/trade-offs
COPY docs/runbooks ./docs/runbooks
RUN npm run generate:prisma \
 && npm run generate:graphql \
 && npm run compile:gateway \
 && npm run build:console \
 && npm prune --omit=dev --ignore-scripts --no-audit --no-fund

FROM node:24-slim
WORKDIR /app
# MALLOC_ARENA_MAX: as npm start sets it (src/config/heap-flags.ts).
ENV MALLOC_ARENA_MAX=1
ENV NODE_ENV=production HOST=0.0.0.0 PORT=4000 STATE_DIR=/var/lib/gateway
RUN mkdir /var/lib/gateway && chown node:node /var/lib/gateway
COPY --from=build /app/package.json /app/schema.graphql ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist/src ./dist/src
COPY --from=build /app/dist/lab-page ./dist/lab-page
COPY prisma/migrations ./prisma/migrations
COPY src/contracts/schemas ./src/contracts/schemas
COPY data ./data
USER node
VOLUME /var/lib/gateway
EXPOSE 4000
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health/ready`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# node becomes the main process, with the heap that package.json sets for `npm start` too; what dies is restarted by whoever runs the container.
CMD ["sh", "-c", "exec node $(node -p 'require(\"./package.json\").config.heap') --enable-source-maps dist/src/main.js"]
