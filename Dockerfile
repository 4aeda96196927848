FROM node:20-bookworm-slim AS base
WORKDIR /app

FROM base AS build
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY tsconfig.json tsconfig.build.json ./
COPY src ./src
RUN npm run build

FROM base AS dependencies
COPY package.json package-lock.json .npmrc ./
# What draws the pictures comes as an optional package for this machine's kind, so the optional ones are needed. One of them, which
# somebody else may want, is the TypeScript compiler: nothing does at run time.
RUN npm ci --omit=dev \
  && rm -rf node_modules/typescript node_modules/@typescript node_modules/.bin/tsc

FROM base
# The program's own Redis, for when REDIS_URL is not set.
RUN apt-get update \
  && apt-get install -y --no-install-recommends redis-server \
  && rm -rf /var/lib/apt/lists/*
COPY --from=dependencies /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY package.json LICENSE ./

RUN install -d -o node -g node -m 700 /data
# Inside the container every address, or nothing could be published; --publish says who reaches it.
ENV NODE_ENV=production DATA_DIR=/data HOST=0.0.0.0
VOLUME /data
USER node
EXPOSE 3000

HEALTHCHECK --interval=30s --timeout=5s --start-period=40s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + (process.env.PORT || 3000) + '/healthz').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]

# As a list, not as a line: the program itself must get SIGTERM, not a shell.
CMD ["node", "dist/main.js"]
